#include "core/summaries/spectrum.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/statistics.hpp"
#include "core/summaries/peaks.hpp"
#include "core/summaries/shells.hpp"

namespace inquest {
namespace {

constexpr std::size_t moments_of_channel = 3;
constexpr double rounding = 1e-13;  // of modes over the root mean square of the numbers, and of their mean

// What is appended to next.
class Output {
 public:
  explicit Output(std::span<double> to) : next_(to.data()), end_(to.data() + to.size()) {}

  void add(double value, const char* what, std::size_t channel) {
    INQUEST_VALIDATE(std::isfinite(value), data, what, " of channel ", channel, " = ", value,
                     " (must be finite); leave it out of the summary, or give the data another unit");
    INQUEST_EXPECT(next_ != end_);
    *next_++ = value;
  }

 private:
  double* next_;
  double* end_;
};

// 0 where there is nothing but rounding, as of maps whose mean was taken away.
double mean_beyond_rounding(std::span<const double> x, double mean_square) {
  const double mean = mean_of(x);
  return std::abs(mean) < rounding * std::sqrt(mean_square) ? 0 : mean;
}

void add_moments(std::span<const double> x, std::size_t channel, Output& out) {
  const auto n = static_cast<double>(x.size());
  const double mean = mean_of(x);
  double powers[3] = {};
  for (const double value : x) {
    const double d = value - mean;
    powers[0] += d * d / n, powers[1] += d * d * d / n, powers[2] += d * d * d * d / n;
  }
  out.add(0.5 * std::log(powers[0]), "ln sd", channel);
  out.add(powers[1] / std::pow(powers[0], 1.5), "skewness", channel);
  out.add(powers[2] / (powers[0] * powers[0]) - 3, "kurtosis", channel);
}

class Spectrum final : public Summary {
 public:
  Spectrum(const SpectrumOptions& options, const Shape& shape)
      : options_(options),
        channels_(shape[0]),
        rows_(shape.size() == 3 ? shape[1] : 1),
        columns_(shape.back()),
        shells_(rows_, columns_, static_cast<std::size_t>(options.shells)) {}

  std::size_t size() const override {
    const std::size_t pairs = channels_ * (channels_ - 1) / 2;
    return shells_.size() * (channels_ + pairs) +
           channels_ * (1 + (options_.moments ? moments_of_channel : 0) + options_.peaks.size());
  }

  void of(std::span<const double> x, std::span<double> out) const override {
    INQUEST_EXPECT(x.size() == channels_ * rows_ * columns_ && out.size() == size());
    Output to(out);
    std::vector<Modes> modes;
    std::vector<std::vector<double>> power;
    for (std::size_t c = 0; c < channels_; ++c) {
      const std::vector<double> values = mapped(x.subspan(c * rows_ * columns_, rows_ * columns_), c);
      modes.push_back(modes_of(values, rows_, columns_));
      power.push_back(shells_.cross_power(modes.back(), modes.back()));
      double mean_square = 0;
      for (const double value : values) mean_square += value * value / static_cast<double>(values.size());
      to.add(mean_beyond_rounding(values, mean_square), "mean", c);
      for (std::size_t i = 0; i < power.back().size(); ++i)
        to.add(log_power(power.back()[i], mean_square, i, c), "", c);
      if (options_.moments) add_moments(values, c, to);
      for (const double peaks : peaks_of(values, rows_, columns_, options_.peaks)) to.add(std::sqrt(peaks), "peaks", c);
    }
    for (std::size_t c = 0; c < channels_; ++c) {
      for (std::size_t other = 0; other < c; ++other) {
        const std::vector<double> cross = shells_.cross_power(modes[c], modes[other]);
        for (std::size_t i = 0; i < cross.size(); ++i) {
          to.add(cross[i] / std::sqrt(power[c][i] * power[other][i]), "cross-correlation", c);
        }
      }
    }
  }

 private:
  static double log_power(double power, double mean_square, std::size_t shell, std::size_t channel) {
    INQUEST_VALIDATE(power > rounding * rounding * mean_square, data, "channel ", channel, " has no power in shell ",
                     shell,
                     ", counted from 0 (its logarithm says nothing; a constant map, or one without small scales); add ",
                     "noise, or take fewer shells");
    return std::log(power);
  }

  std::vector<double> mapped(std::span<const double> x, std::size_t channel) const {
    std::vector<double> values(x.begin(), x.end());
    for (double& value : values) {
      const double before = value;
      if (options_.of != "data") value = options_.of == "log1p" ? std::log1p(value) : std::asinh(value);
      INQUEST_VALIDATE(std::isfinite(value), data, options_.of, " of ", before, ", of channel ", channel,
                       " (must be finite: log1p takes numbers above -1); take another `of`");
    }
    return values;
  }

  SpectrumOptions options_;
  std::size_t channels_, rows_, columns_;
  Shells shells_;
};

}  // namespace

void SpectrumOptions::fields(FieldVisitor& visit) {
  visit.field("shells", shells,
              "bins of the length of the wave vector at most, even in its logarithm where wide enough", {.min = 1});
  visit.choice("of", of, "what the spectrum is of: the data, log1p = ln(1 + x), or asinh, of each number",
               {"data", "log1p", "asinh"});
  visit.field("moments", moments, "ln sd, skewness and kurtosis of the numbers of each channel too");
  visit.field("peaks", peaks, "numbers of peaks above these thresholds too, in sd above the mean of the map");
}

std::string SpectrumOptions::obstacle_to(const Shape& shape) const {
  if (shape.size() < 2 || shape.size() > 3) {
    return concat("(it reads maps [c, h, w] and series [c, t], and not ", to_text(shape),
                  "); write data: {channels: C} where the first length counts channels");
  }
  if (numbers_of(shape) / shape[0] < 2) return "(a single number has no spectrum)";
  return "";
}

std::unique_ptr<Summary> SpectrumOptions::make(const Shape& shape) const {
  return std::make_unique<Spectrum>(*this, shape);
}

}  // namespace inquest
