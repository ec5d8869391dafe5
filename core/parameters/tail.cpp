#include "core/parameters/tail.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/erf.hpp>

#include "core/parameters/quiet_policy.hpp"

namespace inquest {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double log_half = -std::numbers::ln2;
constexpr double log_sqrt_two_pi = 0.91893853320467274178;
constexpr double erfc_underflows = -37;  // Phi(z) is a normal double for z above
constexpr double smallest_log = -700;    // exp of it is a normal double
constexpr double direct_sum_width = 1;   // intervals with a smaller width * slope are integrated, not subtracted
constexpr int newton_steps = 8;          // quadratic from a start that is right to 1 %

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

// Asymptotic series of Abramowitz and Stegun 26.2.12; the term left out is 945 / z^10 < 1e-12 for z < -37.
double log_normal_cdf_far_below(double z) {
  const double w = 1 / (z * z);
  return log_normal_density(z) - std::log(-z) + std::log1p(-w * (1 - 3 * w * (1 - 5 * w * (1 - 7 * w))));
}

}  // namespace

Tail tail_from_log(double log_p, bool upper) { return {std::exp(log_p), log_p, upper}; }

Tail tail_of_unit(double u) {
  const bool upper = u > 0.5;
  const double p = upper ? 1 - u : u;  // exact for u in [1/2, 1]
  return {p, std::log(p), upper};
}

double unit_of_tail(Tail tail) { return tail.upper ? 1 - tail.p : tail.p; }

Tail tail_of_normal(double z) {
  const double below = -std::abs(z);
  if (below < erfc_underflows) return tail_from_log(log_normal_cdf(below), z > 0);
  const double p = normal_cdf(below);
  return {p, std::log(p), z > 0};
}

double normal_of_tail(Tail tail) {
  const double z = tail.log_p < smallest_log ? normal_quantile_from_log(tail.log_p)
                                             : -std::numbers::sqrt2 * boost::math::erfc_inv(2 * tail.p, QuietPolicy());
  return tail.upper ? -z : z;
}

double log_normal_density(double z) { return -0.5 * z * z - log_sqrt_two_pi; }

double log_normal_cdf(double z) {
  if (z == -infinity) return -infinity;
  if (z < erfc_underflows) return log_normal_cdf_far_below(z);
  return z > 0 ? std::log1p(-normal_cdf(-z)) : std::log(normal_cdf(z));
}

double normal_quantile_from_log(double log_p) {
  if (log_p >= 0) return infinity;
  if (log_p == -infinity) return -infinity;
  if (log_p > log_half) return -normal_of_tail({-std::expm1(log_p), std::log(-std::expm1(log_p)), false});
  if (log_p >= smallest_log) return normal_of_tail(tail_from_log(log_p, false));
  double z = -std::sqrt(-2 * (log_p + log_sqrt_two_pi + 0.5 * std::log(-2 * log_p)));
  for (int step = 0; step < newton_steps; ++step) {
    const double value = log_normal_cdf(z);
    const double move = (log_p - value) / std::exp(log_normal_density(z) - value);
    z += move;
    if (std::abs(move) <= std::numeric_limits<double>::epsilon() * std::abs(z)) break;
  }
  return z;
}

double log_normal_mass(double a, double b, double width) {
  if (width * std::max({std::abs(a), std::abs(b), 1.0}) < direct_sum_width) {
    const auto relative_density = [&](double t) { return std::exp(-t * width * (a + 0.5 * t * width)); };
    const double mean = boost::math::quadrature::gauss<double, 15>::integrate(relative_density, 0.0, 1.0);
    return log_normal_density(a) + std::log(width) + std::log(mean);
  }
  const bool mirrored = a > 0;
  const double larger = log_normal_cdf(mirrored ? -a : b);
  const double smaller = log_normal_cdf(mirrored ? -b : a);
  return larger + std::log1p(-std::exp(smaller - larger));
}

double log_add(double a, double b) {
  const double larger = std::max(a, b);
  if (larger == -infinity) return -infinity;
  return larger + std::log1p(std::exp(std::min(a, b) - larger));
}

}  // namespace inquest
