#include "moments/least_squares.hpp"

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

struct Rows {
  Matrix terms, values;
};

// Two columns about a line, and a large offset.
Rows about_a_line(std::size_t n) {
  Rows rows{Matrix(n, 2), Matrix(n, 2)};
  Random random(Seed{1});
  for (std::size_t i = 0; i < n; ++i) {
    rows.terms(i, 0) = 1;
    rows.terms(i, 1) = static_cast<double>(i) / 10;
    rows.values(i, 0) = 1e6 + 3 * rows.terms(i, 1) + random.normal();
    rows.values(i, 1) = -rows.terms(i, 1) + 0.1 * random.normal();
  }
  return rows;
}

Rows without(const Rows& all, std::size_t first, std::size_t end) {
  const std::size_t left = all.terms.rows() - (end - first);
  Rows rows{Matrix(left, 2), Matrix(left, 2)};
  for (std::size_t i = 0, next = 0; i < all.terms.rows(); ++i) {
    if (i >= first && i < end) continue;
    std::ranges::copy(all.terms.row(i), rows.terms.row(next).begin());
    std::ranges::copy(all.values.row(i), rows.values.row(next++).begin());
  }
  return rows;
}

void check_same(const Matrix& found, const Matrix& expected) {
  REQUIRE(found.rows() == expected.rows());
  for (std::size_t i = 0; i < found.values().size(); ++i) {
    CHECK(found.values()[i] == Approx(expected.values()[i]).epsilon(1e-8).margin(1e-9));
  }
}

}  // namespace

TEST_CASE("least squares: three points by hand") {
  Matrix terms(3, 2), values(3, 1);
  terms.values() = {1, -1, 1, 0, 1, 1};
  values.values() = {0, 3, 3};
  const LeastSquares found = least_squares(terms, values);
  check_same(found.inverse_gram, [] {
    Matrix m(2, 2);
    m.values() = {1.0 / 3, 0, 0, 0.5};
    return m;
  }());
  CHECK(found.coefficients(0, 0) == Approx(2));
  CHECK(found.coefficients(1, 0) == Approx(1.5));
  const Scatter scatter = scatter_of(found, terms, values);
  CHECK(scatter.freedom == 1);
  CHECK(scatter.covariance(0, 0) == Approx(0.25 + 1 + 0.25));
}

TEST_CASE("least squares: without each group it is the fit to the other rows") {
  const Rows all = about_a_line(23);
  const auto found = without_groups(least_squares(all.terms, all.values), all.terms, all.values, 5);
  REQUIRE(found.size() == 5);
  for (std::size_t g = 0; g < 5; ++g) {
    CAPTURE(g);
    const Rows left = without(all, group_start(g, 23, 5), group_start(g + 1, 23, 5));
    const LeastSquares expected = least_squares(left.terms, left.values);
    const Scatter scatter = scatter_of(expected, left.terms, left.values);
    check_same(found[g].regression.coefficients, expected.coefficients);
    check_same(found[g].regression.inverse_gram, expected.inverse_gram);
    check_same(found[g].scatter.covariance, scatter.covariance);
    CHECK(found[g].scatter.freedom == scatter.freedom);
  }
}
