#include "core/information/ksg.hpp"

#include "core/information/columns.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/information_rows.hpp"

namespace inquest {

using namespace testing;

// Of 2000 rows the standard error is about 0.02 (rho / sqrt(n), and a third more by k = 5), and the bias below it
// (Kraskov et al. 2004, figure 4): the limit is four standard errors.
TEST_CASE("nearest neighbours find the information of normal columns") {
  const Matrix rows = correlated_rows(2000, 0.8, 0, {1});
  const Measured found = ksg_information(columns_at(rows, {0}), columns_at(rows, {1}), Matrix(2000, 0));
  CHECK(std::abs(found.value - normal_information(0.8)) < 0.08);
  CHECK(found.error > 0.01);
  CHECK(found.error < 0.03);
}

TEST_CASE("nearest neighbours take away what a third column tells") {
  const Matrix rows = correlated_rows(2000, 0, 1, {2});
  const Matrix x = columns_at(rows, {0}), y = columns_at(rows, {1}), z = columns_at(rows, {2});
  CHECK(std::abs(ksg_information(x, y, Matrix(2000, 0)).value - normal_information(0.5)) < 0.08);
  CHECK(std::abs(ksg_information(x, y, z).value) < 0.08);
}

TEST_CASE("nearest neighbours need more rows than neighbours") {
  const Matrix few(5, 1);
  CHECK_THROWS_WITH(ksg_information(few, few, Matrix(5, 0)), Catch::Contains("5 rows"));
}

}  // namespace inquest
