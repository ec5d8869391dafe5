#include "core/data/input_transform.hpp"

#include <cmath>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

std::vector<double> normals(std::size_t count) {
  Random random(Seed{5});
  std::vector<double> values(count);
  random.normal(values);
  return values;
}

InputTransform asinh_of(double origin, double width) { return {InputTransform::Kind::asinh, origin, width}; }

bool is_none(const InputTransform& map) { return map.kind == InputTransform::Kind::none; }

}  // namespace

TEST_CASE("input transform: inverse and derivative") {
  const InputTransform map = GENERATE(InputTransform{}, asinh_of(0, 1e-7), asinh_of(-3, 2), asinh_of(1e6, 40));
  for (const double x : {-1e8, -3.0, 0.0, 1e-9, 0.7, 3e5}) {
    CHECK(map.inverse(map(x)) == Approx(x).epsilon(1e-9).margin(1e-9 * (map.width + std::abs(map.origin))));
    const double step = 1e-4 * std::hypot(x - map.origin, map.width);
    const double slope = (map(x + step) - map(x - step)) / (2 * step);
    CHECK(map.log_derivative(x) == Approx(std::log(slope)).margin(1e-6));
  }
}

TEST_CASE("input transform: log1p is ln(1 + x), exact near 0, of numbers above -1") {
  const InputTransform map{InputTransform::Kind::log1p};
  CHECK(map(0) == 0);
  CHECK(map(std::exp(1.0) - 1) == Approx(1));
  CHECK(map(1e-12) == Approx(1e-12).epsilon(1e-11));
  for (const double x : {-0.999, 0.0, 1e-9, 3e5}) {
    CHECK(map.inverse(map(x)) == Approx(x).epsilon(1e-9).margin(1e-15));
    CHECK(map.log_derivative(x) == Approx(-std::log(1 + x)).margin(1e-15));
  }
  CHECK(!std::isfinite(map(-1)));
  CHECK(!std::isfinite(map(-2)));
}

TEST_CASE("symmetric log: a normal or a flat column stays as it is") {
  std::vector<double> values = normals(20000);
  if (GENERATE(false, true)) {
    for (double& x : values) x = 70 + 20 * std::erf(x / std::sqrt(2.0));
  }
  CHECK(is_none(fit_symmetric_log(values, 0.05)));
}

TEST_CASE("symmetric log: a log-normal column becomes normal") {
  std::vector<double> values = normals(20000);
  for (double& x : values) x = std::exp(3 * x);
  const InputTransform map = fit_symmetric_log(values, 0.2);
  REQUIRE(!is_none(map));
  CHECK(map.origin == 0);
  double mean = 0;
  double square = 0;
  double cube = 0;
  for (const double x : values) mean += map(x) / 20000;
  for (const double x : values) {
    square += std::pow(map(x) - mean, 2) / 20000;
    cube += std::pow(map(x) - mean, 3) / 20000;
  }
  // Skewness: 0 but for sampling, sqrt(6 / n) = 0.017, and for the linear part near zero.
  CHECK(std::abs(cube / std::pow(square, 1.5)) < 0.15);
}

TEST_CASE("symmetric log: signed tails and counts with many zeros are compressed") {
  std::vector<double> tails = normals(20000);
  for (double& x : tails) x = -4 + 10 * std::sinh(2.5 * x);
  const InputTransform map = fit_symmetric_log(tails, 0.2);
  CHECK(!is_none(map));
  CHECK(std::abs(map.origin) < 10);
  std::vector<double> counts = normals(20000);
  for (double& x : counts) x = std::floor(std::exp(3 * x));
  const InputTransform of_counts = fit_symmetric_log(counts, 0.2);
  CHECK(!is_none(of_counts));
  CHECK(of_counts.width >= 1);
}

TEST_CASE("symmetric log: a column that never varies stays as it is") {
  CHECK(is_none(fit_symmetric_log(std::vector<double>(100, GENERATE(0.0, 3.5)), 0.2)));
}
