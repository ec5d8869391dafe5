#include "moments/box_probability.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "core/parameters/tail.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Matrix identity(std::size_t d) {
  Matrix m(d, d);
  for (std::size_t i = 0; i < d; ++i) m(i, i) = 1;
  return m;
}

// Lower factor of the correlation r between all pairs.
Matrix equal_correlation(std::size_t d, double r) {
  Matrix l(d, d);
  for (std::size_t j = 0; j < d; ++j) {
    for (std::size_t i = j; i < d; ++i) {
      double sum = i == j ? 1 : r;
      for (std::size_t k = 0; k < j; ++k) sum -= l(i, k) * l(j, k);
      l(i, j) = i == j ? std::sqrt(sum) : sum / l(j, j);
    }
  }
  return l;
}

}  // namespace

TEST_CASE("box probability: of independent coordinates it is the product") {
  const std::vector<double> mean{0.3, -1, 2, 0}, lower{-1, -infinity, 4, -infinity}, upper{1, 0.5, 5, infinity};
  double expected = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double a = lower[i] - mean[i], b = upper[i] - mean[i];
    expected += std::isfinite(a) ? log_normal_mass(a, b, b - a) : log_normal_cdf(b);
  }
  CHECK(log_box_probability(mean, identity(4), lower, upper) == Approx(expected).epsilon(1e-12));
  CHECK(log_box_probability({mean.data(), 1}, identity(1), lower, upper) ==
        Approx(log_normal_mass(-1.3, 0.7, 2)).epsilon(1e-12));
}

// Sheppard (1899): 1/4 + asin(r) / 2 pi in two dimensions; in three 1/8 + 3 asin(r) / 4 pi.
TEST_CASE("box probability: of a quadrant it is Sheppard's") {
  const double r = GENERATE(-0.4, 0.0, 0.3, 0.8, 0.99);
  CAPTURE(r);
  const std::vector<double> zero(3), above(3, infinity);
  CHECK(std::exp(log_box_probability({zero.data(), 2}, equal_correlation(2, r), zero, above)) ==
        Approx(0.25 + std::asin(r) / (2 * std::numbers::pi)).epsilon(1e-3));
  CHECK(std::exp(log_box_probability(zero, equal_correlation(3, r), zero, above)) ==
        Approx(0.125 + 3 * std::asin(r) / (4 * std::numbers::pi)).epsilon(1e-3));
}

// With correlation 1/2 the orthant of d dimensions has 1 / (d + 1).
TEST_CASE("box probability: of ten dimensions") {
  const std::vector<double> zero(10), above(10, infinity);
  CHECK(std::exp(log_box_probability(zero, equal_correlation(10, 0.5), zero, above)) == Approx(1.0 / 11).epsilon(5e-3));
}

TEST_CASE("box probability: far from the box it is small, not zero") {
  const std::vector<double> mean{20, 0}, lower{-1, -1}, upper{1, 1};
  const double expected = log_normal_mass(-21, -19, 2) + log_normal_mass(-1, 1, 2);
  CHECK(log_box_probability(mean, identity(2), lower, upper) == Approx(expected).epsilon(1e-9));
}
