#include "flows/estimators/data_columns.hpp"

#include <cmath>
#include <numeric>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/print_elements.hpp"

template <>
struct Catch::StringMaker<std::vector<inquest::DataColumn::Role>>
    : inquest::testing::PrintElements<inquest::DataColumn::Role> {};

using namespace inquest;
using Catch::Matchers::Contains;

namespace {

std::vector<std::size_t> all_rows(const Matrix& x) {
  std::vector<std::size_t> rows(x.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

// Normal, integer, constant, and a copy of each of the first two.
Matrix example() {
  Matrix x(2000, 5);
  Random random({1});
  for (std::size_t i = 0; i < x.rows(); ++i) {
    x(i, 0) = x(i, 3) = 3 + 2 * random.normal();
    x(i, 1) = x(i, 4) = static_cast<double>(random.below(5)) - 2;
    x(i, 2) = 7;
  }
  return x;
}

}  // namespace

TEST_CASE("data columns: what has a density") {
  const Matrix x = example();
  const DataColumns columns = DataColumns::fit(x, all_rows(x));
  std::vector<DataColumn::Role> roles;
  for (const DataColumn& column : columns.columns()) roles.push_back(column.role);
  using Role = DataColumn::Role;
  CHECK(roles == std::vector{Role::density, Role::integer, Role::constant, Role::copy, Role::copy});
  CHECK(columns.data_size() == 5);
  CHECK(columns.size() == 2);
  const Matrix selected = columns.select(x, std::vector<std::size_t>{17, 4});
  CHECK(selected.rows() == 2);
  CHECK(selected(0, 0) == x(17, 0));
  CHECK(selected(1, 1) == x(4, 1));
}

TEST_CASE("data columns: noise on integers is uniform, within one half, and follows from the seed") {
  const Matrix x = example();
  const DataColumns columns = DataColumns::fit(x, all_rows(x));
  const Matrix selected = columns.select(x);
  Matrix noisy = selected, again = selected;
  columns.dequantise(noisy, {4});
  columns.dequantise(again, {4});
  CHECK(noisy == again);
  double mean = 0, square = 0;
  for (std::size_t i = 0; i < x.rows(); ++i) {
    CHECK(std::abs(noisy(i, 1) - x(i, 1)) < 0.5);
    CHECK(noisy(i, 0) == x(i, 0));
    mean += (noisy(i, 1) - x(i, 1)) / 2000;
    square += std::pow(noisy(i, 1) - x(i, 1), 2) / 2000;
  }
  // Mean 0 and variance 1/12 with standard errors of 0.0065 and 0.0017; five are allowed.
  CHECK(std::abs(mean) < 5 * 0.0065);
  CHECK(std::abs(square - 1.0 / 12) < 5 * 0.0017);
}

TEST_CASE("data columns: what no simulation shows is an error") {
  const Matrix x = example();
  const DataColumns columns = DataColumns::fit(x, all_rows(x));
  const auto with = [&](std::size_t column, double value) {
    Matrix row(1, 5);
    std::ranges::copy(x.row(0), row.row(0).begin());
    row(0, column) = value;
    return row;
  };
  CHECK_NOTHROW(columns.select(with(2, 7)));
  CHECK_THROWS_WITH(columns.select(with(2, 8)), Contains("data column 2 = 8 (it is 7 in all simulations"));
  CHECK_THROWS_WITH(columns.select(with(3, 0)), Contains("data column 3 = 0 (it equals column 0 in all simulations"));
  const Matrix constant(50, 3, 1.0);
  CHECK_THROWS_WITH(DataColumns::fit(constant, all_rows(constant)), Contains("3 data columns never vary"));
  Matrix broken = x;
  broken(3, 1) = std::nan("");
  CHECK_THROWS_WITH(DataColumns::fit(broken, all_rows(x)), Contains("row 3, column 1 = nan"));
  CHECK_THROWS_WITH(DataColumns::fit(x, std::vector<std::size_t>{}), Contains("no rows"));
}

TEST_CASE("data columns: an array keeps all of them") {
  const Matrix x = example();
  const DataColumns columns = DataColumns::fit(x, all_rows(x));
  const DataColumns read = DataColumns::from_array(columns.to_array());
  CHECK(read.to_array() == columns.to_array());
  CHECK(read.select(x) == columns.select(x));
  CHECK_THROWS_WITH(DataColumns::from_array(Matrix(2, 3)), Contains("must have 2"));
  CHECK_THROWS_WITH(DataColumns::from_array(Matrix(2, 2, 9.0)), Contains("role 9"));
}
