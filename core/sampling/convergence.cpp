#include "core/sampling/convergence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.hpp"
#include "core/parameters/normal_scores.hpp"

namespace inquest {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t fewest_steps = 8;

// The halves of each chain as chains of their own; the middle of an odd number of steps is left out.
Matrix split(ConstMatrixView chains) {
  const std::size_t half = chains.cols() / 2;
  Matrix halves(2 * chains.rows(), half);
  for (std::size_t c = 0; c < chains.rows(); ++c) {
    std::ranges::copy(chains.row(c).first(half), halves.row(2 * c).begin());
    std::ranges::copy(chains.row(c).last(half), halves.row(2 * c + 1).begin());
  }
  return halves;
}

template <class Map>
Matrix mapped(Matrix values, Map map) {
  std::ranges::transform(values.values(), values.values().begin(), map);
  return values;
}

// Linear interpolation between order statistics, with the first at 0 and the last at 1.
double quantile(std::vector<double> values, double probability) {
  std::ranges::sort(values);
  const double place = probability * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return std::lerp(values[below], values[above], place - static_cast<double>(below));
}

Matrix normal_scores(Matrix values) {
  to_normal_scores(values.values());
  return values;
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Mean variance within chains and variance of their means, both unbiased.
struct Variances {
  double within = 0;
  double between = 0;
};

Variances variances(ConstMatrixView chains) {
  const auto steps = static_cast<double>(chains.cols());
  std::vector<double> means(chains.rows());
  Variances result;
  for (std::size_t c = 0; c < chains.rows(); ++c) {
    means[c] = mean(chains.row(c));
    double squares = 0;
    for (const double value : chains.row(c)) squares += (value - means[c]) * (value - means[c]);
    result.within += squares / (steps - 1) / static_cast<double>(chains.rows());
  }
  const double centre = mean(means);
  for (const double value : means) {
    result.between +=
        (value - centre) * (value - centre) / static_cast<double>(std::max<std::size_t>(means.size(), 2) - 1);
  }
  return result;
}

double r_hat(ConstMatrixView chains) {
  const auto steps = static_cast<double>(chains.cols());
  const Variances found = variances(chains);
  if (!(found.within > 0)) return found.between > 0 ? std::numeric_limits<double>::infinity() : not_known;
  return std::sqrt((steps - 1) / steps + found.between / found.within);
}

// Chains less their means, and what their autocorrelation is measured against.
class Autocorrelation {
 public:
  explicit Autocorrelation(ConstMatrixView chains)
      : centred_(chains.rows(), chains.cols()), variances_(variances(chains)) {
    for (std::size_t c = 0; c < chains.rows(); ++c) {
      const double centre = mean(chains.row(c));
      for (std::size_t s = 0; s < chains.cols(); ++s) centred_(c, s) = chains(c, s) - centre;
    }
    const auto steps = static_cast<double>(chains.cols());
    total_ = variances_.within * (steps - 1) / steps + variances_.between;
  }

  double total() const { return total_; }

  /// Of all chains together, which is lower where they disagree.
  double at(std::size_t lag) const {
    const std::size_t steps = centred_.cols();
    double sum = 0;
    for (std::size_t c = 0; c < centred_.rows(); ++c) {
      const auto chain = centred_.row(c);
      sum += std::inner_product(chain.begin(), chain.end() - static_cast<std::ptrdiff_t>(lag),
                                chain.begin() + static_cast<std::ptrdiff_t>(lag), 0.0);
    }
    return 1 - (variances_.within - sum / static_cast<double>(steps * centred_.rows())) / total_;
  }

 private:
  Matrix centred_;
  Variances variances_;
  double total_ = 0;
};

double tail_size(const Matrix& halves, double probability) {
  const double edge = quantile(halves.values(), probability);
  return effective_sample_size(mapped(halves, [&](double value) { return value <= edge ? 1.0 : 0.0; }));
}

double smaller(double a, double b) { return std::isnan(a) || std::isnan(b) ? not_known : std::min(a, b); }
double larger(double a, double b) { return std::isnan(a) || std::isnan(b) ? not_known : std::max(a, b); }

}  // namespace

double effective_sample_size(ConstMatrixView chains) {
  INQUEST_EXPECT(chains.cols() >= 2);
  const Autocorrelation autocorrelation(chains);
  if (!(autocorrelation.total() > 0)) return not_known;
  // Sums of neighbouring autocorrelations are positive and fall in truth: the first that is not ends the sum.
  double time = -1;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t lag = 0;; lag += 2) {
    const double even = lag == 0 ? 1 : autocorrelation.at(lag);
    const double pair = even + autocorrelation.at(lag + 1);
    if (!(pair > 0) || lag + 5 >= chains.cols()) {
      time += std::max(even, 0.0);
      break;
    }
    least = std::min(least, pair);
    time += 2 * least;
  }
  const auto draws = static_cast<double>(chains.size());
  return draws / std::max(time, 1 / std::log10(draws));  // antithetic chains are not believed without end
}

Convergence convergence(ConstMatrixView chains) {
  for (const double value : chains.values()) {
    INQUEST_VALIDATE(std::isfinite(value), data, "convergence: a draw is ", value, " (must be finite)");
  }
  if (chains.cols() < fewest_steps) return {not_known, not_known, not_known};
  const Matrix halves = split(chains);
  const double median = quantile(halves.values(), 0.5);
  const Matrix scores = normal_scores(halves);
  const Matrix folded = normal_scores(mapped(halves, [&](double value) { return std::abs(value - median); }));
  return {larger(r_hat(scores), r_hat(folded)), effective_sample_size(scores),
          smaller(tail_size(halves, 0.05), tail_size(halves, 0.95))};
}

Convergence worst_convergence(ConstMatrixView draws, std::size_t chains) {
  INQUEST_EXPECT(chains > 0 && draws.rows() % chains == 0);
  const std::size_t steps = draws.rows() / chains;
  Convergence worst{0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  Matrix column(chains, steps);
  for (std::size_t j = 0; j < draws.cols(); ++j) {
    for (std::size_t i = 0; i < draws.rows(); ++i) column(i % chains, i / chains) = draws(i, j);
    const Convergence found = convergence(column);
    worst = {larger(worst.r_hat, found.r_hat), smaller(worst.bulk_ess, found.bulk_ess),
             smaller(worst.tail_ess, found.tail_ess)};
  }
  return worst;
}

}  // namespace inquest
