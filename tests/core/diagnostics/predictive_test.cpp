#include "core/diagnostics/predictive.hpp"

#include <cmath>

#include "core/base/random.hpp"
#include "core/diagnostics/uniformity.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

Matrix noise(std::size_t rows, std::size_t columns, Seed seed) {
  Matrix x(rows, columns);
  Random(seed).normal(x.values());
  return x;
}

}  // namespace

TEST_CASE("predictive: p-values of one more row are uniform") {
  std::vector<double> p, extreme;
  for (std::size_t repeat = 0; repeat < 1000; ++repeat) {
    const Matrix x = noise(100, 4, {repeat});
    const Predictive found = predictive_check(x.view().rows(0, 99), x.row(99));
    p.push_back(found.p_value);
    extreme.push_back(found.extreme_p);
  }
  // Multiples of 1/100: their distance is larger by at most that. 1.95 / sqrt(n): once in 1,000.
  CHECK(largest_deviation(p) < 1.95 / std::sqrt(1000) + 0.01);
  CHECK(largest_deviation(extreme) < 1.95 / std::sqrt(1000) + 0.01);
}

TEST_CASE("predictive: data that scatter more than the model, and one that is far off") {
  const Matrix x = noise(200, 20, {1});
  std::vector<double> wide = {noise(1, 20, {2}).values()};
  for (double& value : wide) value *= 2;
  CHECK(predictive_check(x, wide).p_value <= 0.01);
  std::vector<double> one_off(20, 0.1);
  one_off[7] = 6;
  const Predictive found = predictive_check(x, one_off);
  CHECK(found.extreme == 7);
  CHECK(found.extreme_p == Approx(1.0 / 201));
}

TEST_CASE("predictive: the unit of the data does not count") {
  Matrix x = noise(200, 20, {1});
  std::vector<double> one_off(20, 0.1);
  one_off[7] = 6;
  const Predictive expected = predictive_check(x, one_off);
  for (double& value : x.values()) value *= 1e-200;
  for (double& value : one_off) value *= 1e-200;
  const Predictive found = predictive_check(x, one_off);
  CHECK(found.p_value == expected.p_value);
  CHECK(found.extreme_p == expected.extreme_p);
  CHECK(found.extreme == 7);
}

TEST_CASE("predictive: bands are those of the simulated rows, and a number that never varies has none") {
  Matrix x(5, 2);
  for (std::size_t i = 0; i < 5; ++i) x(i, 0) = static_cast<double>(i);
  const Predictive found = predictive_check(x, std::vector<double>{2, 0});
  CHECK(found.mean[0] == Approx(2));
  CHECK(found.quantiles(2, 0) == Approx(2));
  CHECK(found.quantiles(4, 0) == Approx(3.9));
  CHECK(found.sd[1] == 0);
  CHECK(found.p_value == 1);  // none is nearer to the mean
  CHECK(predictive_check(Matrix(1000, 1, 0.1), std::vector<double>{0.10000001}).extreme_p == 1);
}
