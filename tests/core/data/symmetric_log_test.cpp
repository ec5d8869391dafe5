#include "core/data/symmetric_log.hpp"

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

}  // namespace

TEST_CASE("symmetric_log: inverse and derivative") {
  const SymmetricLog map = GENERATE(SymmetricLog{}, SymmetricLog{0, 1e-7}, SymmetricLog{-3, 2}, SymmetricLog{1e6, 40});
  for (const double x : {-1e8, -3.0, 0.0, 1e-9, 0.7, 3e5}) {
    CHECK(map.inverse(map(x)) == Approx(x).epsilon(1e-9).margin(1e-9 * (map.width + std::abs(map.origin))));
    const double step = 1e-4 * std::hypot(x - map.origin, map.width > 0 ? map.width : 1.0);
    const double slope = (map(x + step) - map(x - step)) / (2 * step);
    CHECK(map.log_derivative(x) == Approx(std::log(slope)).margin(1e-6));
  }
}

TEST_CASE("symmetric_log: a normal or a flat column stays as it is") {
  std::vector<double> values = normals(20000);
  if (GENERATE(false, true)) {
    for (double& x : values) x = 70 + 20 * std::erf(x / std::sqrt(2.0));
  }
  CHECK(fit_symmetric_log(values, 0.05).width == 0);
}

TEST_CASE("symmetric_log: a log-normal column becomes normal") {
  std::vector<double> values = normals(20000);
  for (double& x : values) x = std::exp(3 * x);
  const SymmetricLog map = fit_symmetric_log(values, 0.2);
  REQUIRE(map.width > 0);
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

TEST_CASE("symmetric_log: signed tails and counts with many zeros are compressed") {
  std::vector<double> tails = normals(20000);
  for (double& x : tails) x = -4 + 10 * std::sinh(2.5 * x);
  const SymmetricLog map = fit_symmetric_log(tails, 0.2);
  CHECK(map.width > 0);
  CHECK(std::abs(map.origin) < 10);
  std::vector<double> counts = normals(20000);
  for (double& x : counts) x = std::floor(std::exp(3 * x));
  CHECK(fit_symmetric_log(counts, 0.2).width >= 1);
}

TEST_CASE("symmetric_log: a column that never varies stays as it is") {
  CHECK(fit_symmetric_log(std::vector<double>(100, GENERATE(0.0, 3.5)), 0.2).width == 0);
}
