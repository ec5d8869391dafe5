#include "core/diagnostics/uniformity.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/beta.hpp>

#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr double least_p = 1e-12;  // what is left of double precision after n steps
constexpr double least_level = 1e-15;
constexpr double negligible = 1e-18;  // Poisson probabilities that add nothing
constexpr int most_halvings = 40;

// P(k points) for each k of a Poisson process, as far as it adds anything.
std::vector<double> poisson(double mean) {
  std::vector<double> p = {std::exp(-mean)};
  while (p.back() > negligible || static_cast<double>(p.size()) < mean) {
    p.push_back(p.back() * mean / static_cast<double>(p.size()));
  }
  return p;
}

/// How many points a Poisson process of rate n has up to a time, where it has kept to its boundaries.
class Walk {
 public:
  explicit Walk(std::size_t n) : n_(n), probability_(n + 1, 0.0) { probability_[0] = 1; }

  /// Goes on to `time`, with at most `most` points there.
  void go(double time, std::size_t most) {
    const std::vector<double> step = poisson(static_cast<double>(n_) * (time - time_));
    for (std::size_t to = most + 1; to-- > least_;) {
      double sum = 0;
      const std::size_t reach = std::min(step.size(), to - least_ + 1);
      for (std::size_t k = 0; k < reach; ++k) sum += step[k] * probability_[to - k];
      probability_[to] = sum;
    }
    time_ = time;
  }

  void require_at_least(std::size_t points) {
    for (; least_ < points; ++least_) probability_[least_] = 0;
  }

  double probability(std::size_t points) const { return probability_[points]; }

 private:
  std::size_t n_;
  double time_ = 0;
  std::size_t least_ = 0;
  std::vector<double> probability_;  // [n + 1]
};

/// The u with I_u(a, b) = p. Newton's steps in ln u mend what Boost's inverse loses below p = 1e-8.
double beta_quantile(double a, double b, double p) {
  double u = boost::math::ibeta_inv(a, b, p);
  for (int i = 0; i < 3 && u > 0 && u < 1; ++i) {
    const double found = boost::math::ibeta(a, b, u);
    const double slope = u * boost::math::ibeta_derivative(a, b, u) / found;
    if (!(found > 0) || !(slope > 0)) break;
    u = std::min(1.0, u * std::exp((std::log(p) - std::log(found)) / slope));
  }
  return u;
}

}  // namespace

double local_level(std::span<const double> sorted) {
  const auto n = static_cast<double>(sorted.size());
  double least = 0.5;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double a = static_cast<double>(i) + 1;
    least =
        std::min({least, boost::math::ibeta(a, n + 1 - a, sorted[i]), boost::math::ibetac(a, n + 1 - a, sorted[i])});
  }
  return 2 * least;
}

OrderBand order_band(std::size_t n, double level) {
  OrderBand band{std::vector<double>(n, 0.0), std::vector<double>(n, 1.0)};
  for (std::size_t i = 0; i < n; ++i) {
    const double a = static_cast<double>(i) + 1;
    band.lower[i] = beta_quantile(a, static_cast<double>(n) + 1 - a, std::clamp(level, least_level, 1.0) / 2);
    band.upper[n - 1 - i] = 1 - band.lower[i];
  }
  return band;
}

double crossing_probability(const OrderBand& band) {
  const std::size_t n = band.lower.size();
  INQUEST_EXPECT(n > 0 && band.upper.size() == n);
  Walk walk(n);
  std::size_t lower = 0;  // boundaries that lie behind
  std::size_t upper = 0;
  while (upper < n) {
    // Before its lower end the i-th number is not there; at its upper end it is.
    const bool is_lower = lower < n && band.lower[lower] <= band.upper[upper];
    walk.go(is_lower ? band.lower[lower] : band.upper[upper], lower);
    if (is_lower) {
      ++lower;
    } else {
      walk.require_at_least(++upper);
    }
  }
  walk.go(1, n);
  const auto count = static_cast<double>(n);
  const double unconditional = std::exp(count * std::log(count) - count - std::lgamma(count + 1));
  return std::clamp(1 - walk.probability(n) / unconditional, 0.0, 1.0);
}

double uniformity_p_value(std::vector<double> numbers) {
  std::ranges::sort(numbers);
  INQUEST_EXPECT(!numbers.empty() && numbers.front() >= 0 && numbers.back() <= 1);
  return std::max(least_p, crossing_probability(order_band(numbers.size(), local_level(numbers))));
}

OrderBand simultaneous_band(std::size_t n, double coverage) {
  INQUEST_EXPECT(n > 0 && coverage > 0 && coverage < 1);
  double low = std::log((1 - coverage) / static_cast<double>(n));  // Bonferroni's, which is too wide
  double high = std::log(1 - coverage);                            // of one number, too narrow
  for (int i = 0; i < most_halvings && high - low > 1e-3; ++i) {
    const double middle = (low + high) / 2;
    (crossing_probability(order_band(n, std::exp(middle))) < 1 - coverage ? low : high) = middle;
  }
  return order_band(n, std::exp(low));
}

double share_up_to(std::span<const double> sorted, double value) {
  const auto count = std::ranges::upper_bound(sorted, value) - sorted.begin();
  return static_cast<double>(count) / static_cast<double>(sorted.size());
}

double largest_deviation(std::vector<double> numbers) {
  INQUEST_EXPECT(!numbers.empty());
  std::ranges::sort(numbers);
  const auto n = static_cast<double>(numbers.size());
  double largest = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto below = static_cast<double>(i);
    largest = std::max({largest, numbers[i] - below / n, (below + 1) / n - numbers[i]});
  }
  return largest;
}

}  // namespace inquest
