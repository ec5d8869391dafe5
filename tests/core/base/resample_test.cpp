#include "core/base/resample.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;
using testing::error_from;

TEST_CASE("resample: each row as often as its weight says, to less than one") {
  std::vector<std::size_t> rows(100);
  std::iota(rows.begin(), rows.end(), std::size_t{10});
  std::vector<double> weights(110, 1e9);  // the first ten are of no row that counts
  double sum = 0;
  for (const std::size_t row : rows) sum += weights[row] = std::exp(std::sin(static_cast<double>(row)));
  const auto found = resampled(rows, weights, {3});
  CHECK(found.size() == rows.size());
  CHECK(std::ranges::is_sorted(found));
  for (const std::size_t row : rows) {
    const auto times = static_cast<double>(std::ranges::count(found, row));
    CHECK(std::abs(times - 100 * weights[row] / sum) < 1);
  }
}

TEST_CASE("resample: equal weights leave the rows as they are") {
  const std::vector<std::size_t> rows{1, 4, 5, 9};
  CHECK(resampled(rows, std::vector<double>(10, 0.1), {1}) == rows);
  CHECK(effective_share(rows, std::vector<double>(10, 0.1)) == Approx(1));
}

TEST_CASE("resample: one weight that has it all") {
  std::vector<double> weights(5, 0.0);
  weights[2] = 7;
  const std::vector<std::size_t> rows{0, 1, 2, 3, 4};
  CHECK(resampled(rows, weights, {1}) == std::vector<std::size_t>(5, 2));
  CHECK(effective_share(rows, weights) == Approx(0.2));
}

TEST_CASE("resample: on average over seeds the mean is the weighted one") {
  const std::vector<std::size_t> rows{0, 1, 2};
  const std::vector<double> weights{0.2, 0.5, 0.9};
  double mean = 0;
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    for (const std::size_t row : resampled(rows, weights, {seed})) mean += static_cast<double>(row) / 12000;
  }
  // Counts vary by less than one each: a standard error below 2 / (3 sqrt(4000)) = 0.011.
  CHECK(std::abs(mean - (0.5 + 2 * 0.9) / 1.6) < 0.044);
}

TEST_CASE("resample: weights that cannot be are errors") {
  const std::vector<std::size_t> rows{0, 1};
  for (const double bad : {-1.0, std::nan(""), HUGE_VAL}) {
    const std::vector<double> weights{1, bad};
    CHECK(error_from([&] { resampled(rows, weights, {1}); }).kind() == ErrorKind::data);
  }
  const std::vector<double> none{0, 0};
  CHECK(error_from([&] { resampled(rows, none, {1}); }).kind() == ErrorKind::data);
}

TEST_CASE("resample: the size of the weights does not count, however small or large") {
  std::vector<std::size_t> rows(100);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::vector<double> weights(100);
  for (std::size_t i = 0; i < 100; ++i) weights[i] = std::exp(std::sin(static_cast<double>(i)));
  const double share = effective_share(rows, weights);
  for (const int exponent : {-1000, -600, 600, 1000}) {
    std::vector<double> scaled = weights;
    for (double& weight : scaled) weight = std::ldexp(weight, exponent);
    CHECK(effective_share(rows, scaled) == share);
    CHECK(resampled(rows, scaled, {3}) == resampled(rows, weights, {3}));
  }
}
