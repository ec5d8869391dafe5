#include "core/information/columns.hpp"

#include <cmath>

#include "tests/support/catch.hpp"

namespace inquest {

TEST_CASE("columns are put side by side, and chosen in any order") {
  Matrix left(2, 1), right(2, 2);
  left.values() = {1, 4};
  right.values() = {2, 3, 5, 6};
  const Matrix both = side_by_side(left, right);
  CHECK(both.values() == std::vector<double>{1, 2, 3, 4, 5, 6});
  CHECK(columns_at(both, {2, 0}).values() == std::vector<double>{3, 1, 6, 4});
  CHECK(side_by_side(left, Matrix(2, 0)) == left);
}

TEST_CASE("normal scores are quantiles of the ranks, whatever monotone map the column went through") {
  Matrix columns(3, 2);
  columns.values() = {5, std::exp(5.0), -2, std::exp(-2.0), 1, std::exp(1.0)};
  const Matrix scores = normal_scores(columns);
  CHECK(scores(0, 0) == Approx(0.6744897501960817));  // Phi^-1(3 / 4)
  CHECK(scores(1, 0) == Approx(-0.6744897501960817));
  CHECK(scores(2, 0) == Approx(0).margin(1e-15));
  for (std::size_t i = 0; i < 3; ++i) CHECK(scores(i, 0) == scores(i, 1));
}

TEST_CASE("equal numbers share the mean of their ranks, and are counted as ties") {
  Matrix column(4, 1);
  column.values() = {1, 7, 1, 9};
  const Matrix scores = normal_scores(column);
  CHECK(scores(0, 0) == scores(2, 0));
  CHECK(scores(0, 0) == Approx(-0.5244005127080409));  // Phi^-1(1.5 / 5)
  CHECK(different_values(column, 0) == 3);
}

}  // namespace inquest
