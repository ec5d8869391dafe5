#include "core/parameters/tail.hpp"

#include <cmath>
#include <limits>

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();

// ln Phi(z) by the continued fraction of Abramowitz and Stegun 26.2.14, another route than the one of the library.
double log_cdf_by_fraction(double z) {
  double fraction = -z;
  for (int k = 400; k >= 1; --k) fraction = -z + k / fraction;
  return log_normal_density(z) - std::log(fraction);
}
}  // namespace

TEST_CASE("tail: ln Phi agrees with published values and with its continued fraction") {
  CHECK(log_normal_cdf(0) == Approx(std::log(0.5)).epsilon(1e-15));
  CHECK(log_normal_cdf(-1) == Approx(std::log(0.158655253931457051)).epsilon(1e-14));
  CHECK(log_normal_cdf(-5) == Approx(std::log(2.86651571879193912e-7)).epsilon(1e-14));
  CHECK(log_normal_cdf(5) == Approx(-2.86651612963763593e-7).epsilon(1e-13));
  for (const double z : {-6.0, -10.0, -30.0, -36.9, -37.1, -40.0, -100.0, -1e4}) {
    CAPTURE(z);
    CHECK(log_normal_cdf(z) == Approx(log_cdf_by_fraction(z)).epsilon(1e-14));
  }
  CHECK(log_normal_cdf(-infinity) == -infinity);
  CHECK(log_normal_cdf(infinity) == 0);
}

TEST_CASE("tail: the quantile from ln Phi is its inverse, far below the smallest double too") {
  for (const double z : {-1e4, -100.0, -40.0, -37.3, -36.0, -8.0, -1.0, -1e-3, 0.0, 0.5, 3.0, 8.0}) {
    CAPTURE(z);
    // above 0, ln Phi is near 0 and what it still tells of z is its own absolute rounding over the density
    CHECK(normal_quantile_from_log(log_normal_cdf(z)) == Approx(z).epsilon(1e-13).margin(1e-15));
  }
  CHECK(normal_quantile_from_log(0) == infinity);
  CHECK(normal_quantile_from_log(-infinity) == -infinity);
}

TEST_CASE("tail: a place in the normal is known from both sides to the last digits") {
  for (const double z : {0.0, 1e-9, 0.1, 1.0, 5.0, 9.0, 20.0, 37.4, 39.0, 300.0}) {
    CAPTURE(z);
    CHECK(normal_of_tail(tail_of_normal(z)) == Approx(z).epsilon(1e-14).margin(1e-16));
    CHECK(normal_of_tail(tail_of_normal(-z)) == Approx(-z).epsilon(1e-14).margin(1e-16));
    CHECK(tail_of_normal(z).p <= 0.5);
  }
  for (const double u : {1e-300, 1e-20, 0.25, 0.5, 0.75, 1 - 1e-15}) CHECK(unit_of_tail(tail_of_unit(u)) == u);
}

TEST_CASE("tail: the normal mass of an interval has no cancellation") {
  // Short: the density at the middle times the width, up to width^2 / 24 of the curvature.
  for (const double a : {-30.0, -1.0, 0.0, 2.0, 30.0}) {
    const double width = 1e-9;
    CAPTURE(a);
    CHECK(log_normal_mass(a, a + width, width) ==
          Approx(log_normal_density(a) + std::log(width) - a * width / 2).epsilon(1e-14));
  }
  // Long: differences of published values of Phi.
  CHECK(std::exp(log_normal_mass(-1, 1, 2)) == Approx(0.682689492137085898).epsilon(1e-14));
  CHECK(std::exp(log_normal_mass(8, 9, 1)) == Approx(6.22096057427178e-16 - 1.12858840595384e-19).epsilon(1e-13));
  CHECK(log_normal_mass(40, infinity, infinity) == Approx(log_cdf_by_fraction(-40)).epsilon(1e-14));
  CHECK(log_normal_mass(-infinity, infinity, infinity) == 0);
  // The two ways meet where one takes over from the other.
  for (const double a : {-3.0, -0.5, 0.0, 0.5, 3.0}) {
    const double scale = std::max(std::abs(a), 1.0);
    const double below = log_normal_mass(a, a + 0.7 / scale, 0.7 / scale);
    const double rest = log_normal_mass(a + 0.7 / scale, a + 3, 3 - 0.7 / scale);
    CAPTURE(a);
    CHECK(log_add(below, rest) == Approx(log_normal_mass(a, a + 3, 3)).epsilon(1e-13));
  }
}
