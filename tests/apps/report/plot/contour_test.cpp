#include "apps/report/plot/contour.hpp"

#include <cmath>
#include <numbers>

#include "tests/apps/report/polygon.hpp"
#include "tests/support/catch.hpp"

namespace inquest {
namespace {

DensityGrid tabulate(std::size_t points, double low, double high, double (*density)(double, double)) {
  DensityGrid grid{{}, {}, Matrix(points, points)};
  for (std::size_t i = 0; i < points; ++i) {
    grid.x.push_back(std::lerp(low, high, double(i) / double(points - 1)));
  }
  grid.y = grid.x;
  for (std::size_t i = 0; i < points; ++i) {
    for (std::size_t j = 0; j < points; ++j) grid.density(i, j) = density(grid.x[i], grid.y[j]);
  }
  return grid;
}

TEST_CASE("contour: a cone gives a circle, counterclockwise") {
  const auto grid = tabulate(101, -2, 2, [](double x, double y) { return 3 - std::hypot(x, y); });
  const auto loops = contours(grid, 1.5);
  REQUIRE(loops.size() == 1);
  // Linear interpolation along a side of length s errs by s^2 / (8 r) at most.
  for (const Point point : loops[0]) CHECK(std::hypot(point.x, point.y) == Approx(1.5).margin(0.04 * 0.04 / 12));
  CHECK(testing::signed_area(loops[0]) == Approx(std::numbers::pi * 1.5 * 1.5).epsilon(1e-3));
}

TEST_CASE("contour: a ring has a hole that runs clockwise") {
  const auto grid = tabulate(101, -3, 3, [](double x, double y) { return 1 - std::abs(std::hypot(x, y) - 1.5); });
  const auto loops = contours(grid, 0.5);
  REQUIRE(loops.size() == 2);
  const double first = testing::signed_area(loops[0]);
  const double second = testing::signed_area(loops[1]);
  CHECK(first * second < 0);
  CHECK(first + second == Approx(std::numbers::pi * (4 - 1)).epsilon(5e-3));
  CHECK(testing::encloses(loops, {1.5, 0}));
  CHECK_FALSE(testing::encloses(loops, {0, 0}));
}

TEST_CASE("contour: what reaches the edge of the grid is closed along it") {
  const auto grid = tabulate(11, 0, 2, [](double, double) { return 1.0; });
  const auto loops = contours(grid, 0.5);
  REQUIRE(loops.size() == 1);
  CHECK(testing::signed_area(loops[0]) == Approx(4));
}

TEST_CASE("contour: the centre of a saddle decides whether two peaks are joined") {
  DensityGrid grid{{0, 1}, {0, 1}, Matrix(2, 2)};
  grid.density(0, 0) = 1;
  grid.density(1, 1) = 1;
  CHECK(contours(grid, 0.6).size() == 2);
  CHECK(contours(grid, 0.4).size() == 1);
}

TEST_CASE("contour: nothing above the level gives no line") {
  const auto grid = tabulate(5, 0, 1, [](double, double) { return 1.0; });
  CHECK(contours(grid, 2).empty());
}

}  // namespace
}  // namespace inquest
