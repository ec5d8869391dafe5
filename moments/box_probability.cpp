#include "moments/box_probability.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

constexpr std::size_t points = 1 << 11;

double normal_cdf(double z) { return std::exp(log_normal_cdf(z)); }

// Fractional parts of k times the square roots of primes: Richtmyer's sequence.
std::vector<double> prime_roots(std::size_t count) {
  std::vector<double> roots;
  std::vector<std::size_t> primes;
  for (std::size_t n = 2; roots.size() < count; ++n) {
    if (std::ranges::any_of(primes, [&](std::size_t p) { return n % p == 0; })) continue;
    primes.push_back(n);
    roots.push_back(std::sqrt(static_cast<double>(n)));
  }
  return roots;
}

// The product of conditional probabilities at one point w of the unit cube [d - 1].
double product_at(std::span<const double> mean, ConstMatrixView factor, std::span<const double> lower,
                  std::span<const double> upper, std::span<const double> w) {
  std::vector<double> z(mean.size());
  double product = 1;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    double shift = mean[i];
    for (std::size_t j = 0; j < i; ++j) shift += factor(i, j) * z[j];
    const double a = (lower[i] - shift) / factor(i, i), b = (upper[i] - shift) / factor(i, i);
    // In the mirrored half both probabilities are small where the interval is far above zero.
    const bool mirrored = a > 0;
    const double low = normal_cdf(mirrored ? -b : a), high = normal_cdf(mirrored ? -a : b);
    product *= high - low;
    if (product <= 0) return 0;
    if (i + 1 == mean.size()) break;
    const double share = std::clamp(low + w[i] * (high - low), 1e-300, 1 - 1e-16);
    const double inside = normal_quantile_from_log(std::log(share));
    z[i] = mirrored ? -inside : inside;
  }
  return product;
}

}  // namespace

double log_box_probability(std::span<const double> mean, ConstMatrixView lower_factor, std::span<const double> lower,
                           std::span<const double> upper) {
  const std::size_t free = mean.empty() ? 0 : mean.size() - 1;  // the last coordinate is integrated in closed form
  if (free == 0) return mean.empty() ? 0 : std::log(product_at(mean, lower_factor, lower, upper, {}));
  const std::vector<double> roots = prime_roots(free);
  std::vector<double> w(free), mirrored(free);
  double sum = 0;
  for (std::size_t k = 1; k <= points; ++k) {
    for (std::size_t i = 0; i < free; ++i) {
      const double turn = static_cast<double>(k) * roots[i];
      w[i] = std::abs(2 * (turn - std::floor(turn)) - 1);  // folded, so that the integrand is periodic
      mirrored[i] = 1 - w[i];
    }
    sum += product_at(mean, lower_factor, lower, upper, w) + product_at(mean, lower_factor, lower, upper, mirrored);
  }
  return std::log(sum / (2.0 * static_cast<double>(points)));
}

}  // namespace inquest
