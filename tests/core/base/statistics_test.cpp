#include "core/base/statistics.hpp"

#include <cmath>
#include <vector>

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("statistics: mean and standard deviation of a sample") {
  const std::vector<double> values = {1, 2, 4, 9};
  CHECK(mean_of(values) == 4);
  CHECK(standard_deviation(values) == Approx(std::sqrt(38.0 / 3)));
  CHECK(std::isnan(standard_deviation(std::vector{1.0})));
}

TEST_CASE("statistics: a large mean takes no digits from the deviation") {
  CHECK(standard_deviation(std::vector{1e9 - 1, 1e9, 1e9 + 1}) == Approx(1));
}
