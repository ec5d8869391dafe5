#include "core/data/split.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "core/base/error.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

std::vector<std::size_t> all_rows(const Split& split) {
  std::vector<std::size_t> rows = split.train;
  rows.insert(rows.end(), split.validation.begin(), split.validation.end());
  rows.insert(rows.end(), split.test.begin(), split.test.end());
  std::ranges::sort(rows);
  return rows;
}

}  // namespace

TEST_CASE("split parts every row once, in exact counts") {
  const Split split = split_rows({7}, "lambda", 1003, 100, 0.1);
  CHECK(split.test.size() == 100);
  CHECK(split.validation.size() == 90);  // 903 / 10, rounded
  CHECK(split.train.size() == 813);
  std::vector<std::size_t> expected(1003);
  std::iota(expected.begin(), expected.end(), 0U);
  CHECK(all_rows(split) == expected);
  for (const auto* rows : {&split.train, &split.validation, &split.test}) CHECK(std::ranges::is_sorted(*rows));
}

TEST_CASE("split depends on seed and model and nothing else") {
  const Split split = split_rows({7}, "lambda", 500, 50, 0.2);
  CHECK(split_rows({7}, "lambda", 500, 50, 0.2).test == split.test);
  CHECK(split_rows({8}, "lambda", 500, 50, 0.2).test != split.test);
  CHECK(split_rows({7}, "open", 500, 50, 0.2).test != split.test);
}

TEST_CASE("split holds out the same test rows whatever share validates") {
  CHECK(split_rows({7}, "lambda", 500, 50, 0.3).test == split_rows({7}, "lambda", 500, 50, 0.0).test);
}

TEST_CASE("split keeps test rows among those that were or are new when rows are added") {
  // Ranks only grow when rows are added: a row that is no test row never becomes one.
  const Split before = split_rows({7}, "lambda", 500, 50, 0.1);
  const Split after = split_rows({7}, "lambda", 600, 50, 0.1);
  for (const std::size_t row : after.test) {
    CHECK((row >= 500 || std::ranges::binary_search(before.test, row)));
  }
}

TEST_CASE("split never parts the rows of one simulation, and tests with one row of each") {
  const Split split = split_rows({7}, "camels", 1499, 150, 0.1, 15);  // 99 simulations of 15 rows, and one of 14
  CHECK(split.test.size() == 10);
  std::map<std::size_t, int> roles;  // of each simulation: the sum over its roles
  for (const std::size_t row : split.test) roles[row / 15] += 1;
  std::map<std::size_t, std::size_t> train, validation;
  for (const std::size_t row : split.train) ++train[row / 15];
  for (const std::size_t row : split.validation) ++validation[row / 15];
  for (const auto& [simulation, count] : train) {
    roles[simulation] += 1;
    CHECK(count == (simulation == 99 ? 14 : 15));
  }
  for (const auto& [simulation, count] : validation) roles[simulation] += 1;
  CHECK(validation.size() == 9);
  CHECK(roles.size() == 100);
  for (const auto& [simulation, count] : roles) CHECK(count == 1);
  CHECK(split_rows({7}, "camels", 1500, 0, 0, 15).train.size() == 1500);
  CHECK(split_rows({7}, "m", 100, 30, 0.1, 1).test == split_rows({7}, "m", 100, 30, 0.1).test);
}

TEST_CASE("split tests with any row of a simulation") {
  std::set<std::size_t> places;
  for (const std::size_t row : split_rows({7}, "camels", 1500, 750, 0.1, 15).test) places.insert(row % 15);
  CHECK(places.size() > 10);  // of 50 draws of 15: fewer are expected once in 1e9
}

TEST_CASE("split takes its edges") {
  CHECK(split_rows({1}, "m", 0, 0, 0.5).train.empty());
  CHECK(split_rows({1}, "m", 10, 10, 0.5).test.size() == 10);
  CHECK(split_rows({1}, "m", 10, 0, 0).train.size() == 10);
  CHECK_THROWS_AS(split_rows({1}, "m", 10, 11, 0.1), Error);
  CHECK_THROWS_AS(split_rows({1}, "m", 10, 1, 1.0), Error);
}

TEST_CASE("split is uniform over rows") {
  // Number of test rows in each tenth of 1e5 rows is hypergeometric: mean 1000, variance 1000 * 0.9 * 0.9.
  // Sum of squared z over 10 tenths follows chi-squared with 9 degrees of freedom once scaled by 1 / 0.9 of the
  // multinomial constraint; P(chi2_9 > 33.7) = 1e-4.
  const Split split = split_rows({3}, "m", 100000, 10000, 0);
  std::vector<double> counts(10, 0.0);
  for (const std::size_t row : split.test) counts[row / 10000] += 1;
  double chi_squared = 0;
  for (const double count : counts) chi_squared += (count - 1000) * (count - 1000) / (1000 * 0.9);
  CHECK(chi_squared < 33.7);
}
