#include "core/information/cross_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "core/base/gather.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/base/statistics.hpp"

namespace inquest {
namespace {

constexpr std::size_t fewest_halved = 400;  // rows, of ways that are fitted to half of them too

// The part of each row, at random and of equal sizes.
std::vector<std::size_t> parts_of(std::size_t rows, std::size_t folds, Seed seed) {
  std::vector<std::size_t> parts(rows);
  for (std::size_t i = 0; i < rows; ++i) parts[i] = i % folds;
  Random random(seed);
  for (std::size_t i = rows; i > 1; --i) std::swap(parts[i - 1], parts[random.below(i)]);
  return parts;
}

struct Rows {
  ConstMatrixView y, c;
};

// Fits of one way to the rows outside of each part, and to all.
class Fits {
 public:
  Fits(Rows all, const ConditionalFit& way, const std::vector<std::size_t>& parts, std::size_t folds, Seed seed)
      : all_(all), way_(way), parts_(parts), folds_(folds), seed_(seed) {}

  /// [n], each row by a fit to every `step`-th of the rows outside of its part; empty where one cannot be had.
  std::vector<double> held_out(std::size_t step) const {
    std::vector<double> result(parts_.size());
    std::vector<char> fitted(folds_, 0);
    parallel_for(folds_, [&](std::size_t fold) {
      std::vector<std::size_t> inside, outside;
      for (std::size_t i = 0; i < parts_.size(); ++i) (parts_[i] == fold ? outside : inside).push_back(i);
      std::vector<std::size_t> some;
      for (std::size_t i = 0; i < inside.size(); i += step) some.push_back(inside[i]);
      const std::vector<double> found = scores(some, outside, seed_.child(fold));
      fitted[fold] = found.empty() ? 0 : 1;
      for (std::size_t k = 0; k < found.size(); ++k) result[outside[k]] = found[k];
    });
    return std::ranges::count(fitted, 0) > 0 ? std::vector<double>() : result;
  }

  /// [n], all rows by a fit to all; empty where it cannot be had.
  std::vector<double> own() const {
    std::vector<std::size_t> rows(parts_.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return scores(rows, rows, seed_.child(folds_));
  }

 private:
  std::vector<double> scores(const std::vector<std::size_t>& inside, const std::vector<std::size_t>& outside,
                             Seed seed) const {
    const Matrix y = rows_at(all_.y, inside), c = rows_at(all_.c, inside);
    const ConditionalLogDensity density = way_.fit(y, c, seed);
    if (!density) return {};
    std::vector<double> out(outside.size());
    density(rows_at(all_.y, outside), rows_at(all_.c, outside), out);
    return out;
  }

  Rows all_;
  const ConditionalFit& way_;
  const std::vector<std::size_t>& parts_;
  std::size_t folds_;
  Seed seed_;
};

// held_out + weight (other - held_out), the weight by the bias that each of the two has.
std::vector<double> combined(const std::vector<double>& held_out, const std::vector<double>& other, double weight) {
  std::vector<double> result = held_out;
  for (std::size_t i = 0; i < other.size(); ++i) result[i] += weight * (other[i] - held_out[i]);
  return result;
}

void balance(CrossFit& fit, const Fits& fits, const ConditionalFit& way, std::size_t folds) {
  const auto k = static_cast<double>(folds);
  if (way.counts_own_rows) {
    fit.balanced = combined(fit.held_out, fits.own(), k / (2 * k - 1));
    const double bias = (mean_of(fit.balanced) - mean_of(fit.held_out)) * (1 - 1 / k);
    fit.doubt = std::sqrt(std::max(bias, 0.0) / static_cast<double>(fit.held_out.size()));
  } else {
    fit.balanced = combined(fit.held_out, fits.held_out(2), -1 / (std::sqrt(2.0) - 1));
    fit.doubt = 0.5 * std::abs(mean_of(fit.balanced) - mean_of(fit.held_out));
  }
}

bool is_better(const CrossFit& later, const CrossFit& earlier) {
  std::vector<double> gain(later.held_out.size());
  std::ranges::transform(later.held_out, earlier.held_out, gain.begin(), std::minus());
  const Measured mean = mean_with_error(gain);
  return mean.value > mean.error;
}

}  // namespace

CrossFit best_cross_fit(ConstMatrixView y, ConstMatrixView c, const std::vector<ConditionalFit>& ways,
                        const CrossFitOptions& options, Seed seed) {
  const std::vector<std::size_t> parts = parts_of(y.rows(), options.folds, seed.child("parts"));
  std::optional<CrossFit> best;
  std::string family;
  double before = 0;
  bool grows = true;
  const ConditionalFit* chosen = nullptr;
  const auto fits_of = [&](const ConditionalFit& way) {
    return Fits({y, c}, way, parts, options.folds, seed.child(way.name));
  };
  for (const ConditionalFit& way : ways) {
    const bool same = way.family == family;
    if ((same && !grows) || (!way.counts_own_rows && y.rows() < fewest_halved)) continue;
    const CrossFit found{way.name, fits_of(way).held_out(1), {}};
    const bool fitted = !found.held_out.empty();
    const double score = fitted ? mean_of(found.held_out) : -HUGE_VAL;
    grows = fitted && (!same || score > before);
    before = score;
    family = way.family;
    if (!fitted || (best && !is_better(found, *best))) continue;
    best = found;
    chosen = &way;
  }
  INQUEST_VALIDATE(best, data, "no density fits ", y.rows(), " rows of ", y.cols() + c.cols(),
                   " columns (too few rows, or columns that follow from each other); leave some out");
  balance(*best, fits_of(*chosen), *chosen, options.folds);
  return *best;
}

}  // namespace inquest
