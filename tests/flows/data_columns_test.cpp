#include "flows/data_columns.hpp"

#include <cmath>
#include <numeric>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;
using Catch::Matchers::Contains;

namespace {

std::vector<std::size_t> all_rows(const Matrix& x) {
  std::vector<std::size_t> rows(x.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

// Normal, integer, constant, a copy of the first, log-normal and Cauchy columns.
Matrix example() {
  Matrix x(2000, 6);
  Random random({1});
  for (std::size_t i = 0; i < x.rows(); ++i) {
    x(i, 0) = 3 + 2 * random.normal();
    x(i, 1) = static_cast<double>(random.below(5)) - 2;
    x(i, 2) = 7;
    x(i, 3) = x(i, 0);
    x(i, 4) = std::exp(random.normal());
    x(i, 5) = 10 + random.normal() / random.normal();
  }
  return x;
}

}  // namespace

TEST_CASE("data columns: what has a density, and in which coordinates") {
  const Matrix x = example();
  const DataColumns columns = DataColumns::fit(x, all_rows(x));
  using Role = DataColumn::Role;
  using Map = DataColumn::Map;
  CHECK(columns.data_size() == 6);
  CHECK(columns.size() == 4);
  CHECK(columns.integers() == std::vector<std::size_t>{1});
  const auto& found = columns.columns();
  CHECK(found[2].role == Role::constant);
  CHECK(found[3].role == Role::copy);
  CHECK(found[0].map == Map::linear);
  CHECK(found[1].map == Map::linear);
  CHECK(found[4].map == Map::log);
  CHECK(found[5].map == Map::asinh);
}

TEST_CASE("data columns: the determinant is the slope of the coordinates, by finite differences") {
  const Matrix x = example();
  const DataColumns columns = DataColumns::fit(x, all_rows(x));
  for (const std::size_t row : {0, 17, 1234}) {
    double expected = 0;
    std::size_t place = 0;
    for (const std::size_t j : {0, 1, 4, 5}) {
      Matrix ends(2, 6);
      const double step = 1e-6 * std::max(std::abs(x(row, j)), 1e-3);
      for (std::size_t k = 0; k < 6; ++k) ends(0, k) = ends(1, k) = x(row, k);
      ends(0, j) -= step;
      ends(1, j) += step;
      if (j == 0) ends(0, 3) = ends(0, 0), ends(1, 3) = ends(1, 0);
      const Matrix y = columns.apply(ends);
      expected += std::log((y(1, place) - y(0, place)) / (ends(1, j) - ends(0, j)));
      ++place;
    }
    CHECK(columns.log_abs_det(x.row(row)) == Approx(expected).margin(1e-6));
  }
}

TEST_CASE("data columns: noise on integers is uniform, within one half, and follows from the seed") {
  const Matrix x = example();
  const DataColumns columns = DataColumns::fit(x, all_rows(x));
  Matrix noisy = x, again = x;
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
    Matrix row(1, 6);
    std::ranges::copy(x.row(0), row.row(0).begin());
    row(0, column) = value;
    return row;
  };
  CHECK_NOTHROW(columns.apply(with(1, 4)));
  CHECK_THROWS_WITH(columns.apply(with(2, 8)), Contains("data column 2 = 8 (it is 7 in all simulations"));
  CHECK_THROWS_WITH(columns.apply(with(3, 0)), Contains("data column 3 = 0 (it equals column 0 in all simulations"));
  CHECK_THROWS_WITH(columns.apply(with(4, -1)), Contains("data column 4 = -1 (it is positive in all simulations"));
  const Matrix constant(50, 3, 1.0);
  CHECK_THROWS_WITH(DataColumns::fit(constant, all_rows(constant)), Contains("3 data columns never vary"));
  Matrix broken = x;
  broken(3, 1) = std::nan("");
  CHECK_THROWS_WITH(DataColumns::fit(broken, all_rows(x)), Contains("row 3, column 1 = nan"));
}

TEST_CASE("data columns: an array keeps all of them") {
  const Matrix x = example();
  const DataColumns columns = DataColumns::fit(x, all_rows(x));
  const DataColumns read = DataColumns::from_array(columns.to_array());
  CHECK(read.to_array() == columns.to_array());
  CHECK(read.apply(x) == columns.apply(x));
  CHECK_THROWS_WITH(DataColumns::from_array(Matrix(2, 3)), Contains("must have 5"));
  CHECK_THROWS_WITH(DataColumns::from_array(Matrix(2, 5, 9.0)), Contains("role 9"));
}
