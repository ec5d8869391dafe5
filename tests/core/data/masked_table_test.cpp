#include "core/data/masked_table.hpp"

#include <numeric>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

constexpr std::size_t tables = 200, rows = 3, columns = 3;

/// N(18, 0.05) and N(-4, 2), of which the last row of every other table is not there: `padding` stands in its place.
Matrix padded(double padding) {
  Matrix x(tables, rows * columns);
  Random random(Seed{3});
  for (std::size_t i = 0; i < tables; ++i) {
    for (std::size_t row = 0; row < rows; ++row) {
      const bool there = row + 1 < rows || i % 2 == 0;
      x(i, row * columns) = there ? 18 + 0.05 * random.normal() : padding;
      x(i, row * columns + 1) = there ? -4 + 2 * random.normal() : padding;
      x(i, row * columns + 2) = there ? 1 : 0;
    }
  }
  return x;
}

Standardizer fit(const Matrix& x, const Shape& shape = {rows, columns}) {
  std::vector<std::size_t> all(x.rows());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return fit_masked({{x, all}}, shape, Compression::where_it_helps);
}

}  // namespace

TEST_CASE("masked table: scales are those of rows that are there, whatever stands in the others") {
  const Standardizer zero = fit(padded(0)), far = fit(padded(1e6));
  CHECK(zero.location() == far.location());
  CHECK(zero.scale() == far.scale());
  CHECK(zero.location()[0] == Approx(18).epsilon(1e-3));
  CHECK(zero.scale()[0] == Approx(0.05).epsilon(0.1));
  CHECK(zero.scale()[1] == Approx(2).epsilon(0.1));
  for (std::size_t row = 0; row < rows; ++row) {
    CHECK(zero.location()[row * columns] == zero.location()[0]);
    CHECK(zero.location()[row * columns + 2] == 0);
    CHECK(zero.scale()[row * columns + 2] == 1);
  }
}

TEST_CASE("masked table: what is no mask, and tables without rows, are errors") {
  Matrix x = padded(0);
  x(7, 5) = 0.5;
  CHECK_THAT(error_from([&] { fit(x); }).what(), Contains("simulation 7, row 1: its mask is 0.5"));
  for (std::size_t i = 0; i < tables; ++i) {
    for (std::size_t row = 0; row < rows; ++row) x(i, row * columns + 2) = 0;
  }
  CHECK_THAT(error_from([&] { fit(x); }).what(), Contains("no table has a row that is there"));
  CHECK(error_from([&] { fit(padded(0), {9}); }).kind() == ErrorKind::config);
}
