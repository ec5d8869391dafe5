#include "core/base/statistics.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("statistics: a mean has its standard error, and angles have a direction across their ends") {
  const Measured found = mean_with_error(std::vector<double>{1, 2, 3, 6});
  CHECK(found.value == Approx(3));
  CHECK(found.error == Approx(std::sqrt(14.0 / 3) / 2));
  CHECK(std::abs(mean_direction(std::vector<double>{3.1, -3.1})) == Approx(std::acos(-1)));
  CHECK(mean_direction(std::vector<double>{0.2, 0.4}) == Approx(0.3));
}

TEST_CASE("statistics: mean and standard deviation of a sample") {
  const std::vector<double> values = {1, 2, 4, 9};
  CHECK(mean_of(values) == 4);
  CHECK(standard_deviation(values) == Approx(std::sqrt(38.0 / 3)));
  CHECK(std::isnan(standard_deviation(std::vector{1.0})));
}

TEST_CASE("statistics: a large mean takes no digits from the deviation") {
  CHECK(standard_deviation(std::vector{1e9 - 1, 1e9, 1e9 + 1}) == Approx(1));
}

TEST_CASE("statistics: the unit of the numbers does not count, though their squares are no double") {
  for (const double unit : {1e-300, 1e-200, 1e200}) {
    CHECK(standard_deviation(std::vector{unit, 2 * unit, 4 * unit, 9 * unit}) / unit == Approx(std::sqrt(38.0 / 3)));
  }
  CHECK(standard_deviation(std::vector{3.0, 3.0}) == 0);
  CHECK(std::isnan(standard_deviation(std::vector{3.0, std::nan("")})));
}

// Of the mean it is the standard deviation of the means of groups over the root of their number.
TEST_CASE("statistics: the jackknife gives the standard error of a mean") {
  const std::vector<double> values = {1, 2, 4, 9};
  std::vector<double> without_one;
  for (const double value : values) without_one.push_back((16 - value) / 3);
  CHECK(jackknife_error(without_one) == Approx(standard_deviation(values) / 2));
  const std::vector<double> without_pair = {6.5, 1.5};
  CHECK(jackknife_error(without_pair) == Approx(standard_deviation(std::vector{1.5, 6.5}) / std::sqrt(2.0)));
  CHECK(std::isnan(jackknife_error(std::vector{1.0})));
}

TEST_CASE("statistics: the sum of what is known by its logarithm does not overflow") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(log_sum_exp(std::vector{1000 + std::log(2.0), 1000 + std::log(3.0)}) ==
        Approx(1000 + std::log(5.0)).epsilon(1e-15));
  CHECK(log_sum_exp(std::vector{-infinity, -2000.0}) == -2000);
  CHECK(log_sum_exp(std::vector{-infinity, -infinity}) == -infinity);
}

TEST_CASE("statistics: the logarithm of a mean keeps what overflows, and skips what has no weight") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::vector values = {1000 + std::log(2.0), 1000 + std::log(4.0)};
  CHECK(log_mean_exp(values) == Approx(1000 + std::log(3.0)).epsilon(1e-15));
  CHECK(log_mean_exp(std::vector{-infinity, -infinity}) == -infinity);
  CHECK(log_mean_exp(std::vector{3.0, 1.0}, values) == Approx(1000 + std::log(2.5)).epsilon(1e-15));
  CHECK(log_mean_exp(std::vector{0.0, 2.0}, std::vector{std::nan(""), -5.0}) == Approx(-5));
}
