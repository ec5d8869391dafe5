#include "core/information/cross_fit.hpp"

#include "core/base/statistics.hpp"
#include "core/information/columns.hpp"
#include "core/information/gaussian_mixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/information_rows.hpp"

namespace inquest {

using namespace testing;

namespace {

// A density that was fitted to `rows` rows is -1 / rows at its own and at others, so that it tells what it was fitted
// to.
ConditionalFit counting(const std::string& name, double shift, bool counts_own_rows) {
  return {name, name, counts_own_rows, [shift](ConstMatrixView y, ConstMatrixView, Seed) -> ConditionalLogDensity {
            const double value = shift + static_cast<double>(y.rows());
            return [value](ConstMatrixView, ConstMatrixView, std::span<double> out) { std::ranges::fill(out, value); };
          }};
}

}  // namespace

TEST_CASE("rows are judged by fits to the others, and balanced with the fit to all") {
  const Matrix y(100, 1), c(100, 0);
  const CrossFit found = best_cross_fit(y, c, {counting("one", 0, true)}, {.folds = 5}, {1});
  CHECK(found.held_out == std::vector<double>(100, 80.0));
  for (const double value : found.balanced) CHECK(value == Approx(80 + 20 * 5.0 / 9));
  CHECK(found.doubt == Approx(std::sqrt(20 * 5.0 / 9 * 0.8 / 100)));
}

TEST_CASE("what a fit that does not count its own rows lacks is told by fits to half of the rows") {
  const Matrix y(400, 1), c(400, 0);
  const CrossFit found = best_cross_fit(y, c, {counting("one", 0, false)}, {.folds = 5}, {1});
  CHECK(found.held_out == std::vector<double>(400, 320.0));
  for (const double value : found.balanced)
    CHECK(value == Approx(320 + 160 / (std::sqrt(2) - 1)));  // 320 rows, and 160
  CHECK(found.doubt == Approx(80 / (std::sqrt(2) - 1)));
  CHECK_THROWS_WITH(best_cross_fit(Matrix(399, 1), Matrix(399, 0), {counting("one", 0, false)}, {}, {1}),
                    Catch::Contains("no density fits 399 rows"));
}

TEST_CASE("the first of equals is taken, and a better one after it") {
  const Matrix y(100, 1), c(100, 0);
  CHECK(best_cross_fit(y, c, {counting("one", 0, true), counting("two", 0, true)}, {}, {1}).name == "one");
  CHECK(best_cross_fit(y, c, {counting("one", 0, true), counting("two", 1, true)}, {}, {1}).name == "two");
}

TEST_CASE("a fit that cannot be had is passed over, and none at all is an error") {
  const Matrix y(100, 1), c(100, 0);
  const ConditionalFit none{"none", "none", true,
                            [](ConstMatrixView, ConstMatrixView, Seed) { return ConditionalLogDensity(); }};
  CHECK(best_cross_fit(y, c, {none, counting("two", 0, true)}, {}, {1}).name == "two");
  CHECK_THROWS_WITH(best_cross_fit(y, c, {none}, {}, {1}), Catch::Contains("no density fits 100 rows of 1 columns"));
}

// Of a regression on 40 columns that tell nothing, 100 rows: its own rows are 0.2 nats too good on average, other rows
// too bad by as much and more. The rest is of second order, (columns / rows)^2 = 0.16 times 1 / 2.
TEST_CASE("the mean of own and other rows takes away the bias of a fit of many numbers") {
  std::vector<double> held_out, balanced;
  for (std::uint64_t s = 0; s < 20; ++s) {
    Random random(Seed{s});
    Matrix y(400, 1), c(400, 40);
    random.normal(y.values());
    random.normal(c.values());
    const CrossFit found = best_cross_fit(y, c, {mixture_fit(1)}, {}, {s});
    held_out.push_back(mean_of(found.held_out));
    balanced.push_back(mean_of(found.balanced));
  }
  const double exact = -0.5 * std::log(2 * M_PI) - 0.5;
  CHECK(mean_of(held_out) - exact < -0.04);
  CHECK(std::abs(mean_of(balanced) - exact) < 0.03);  // 4 standard errors: sqrt(1 / 2) / sqrt(8000), and 0.005
}

}  // namespace inquest
