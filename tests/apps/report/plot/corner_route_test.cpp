#include "apps/report/plot/corner_route.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "tests/apps/report/example_data.hpp"
#include "tests/apps/report/polygon.hpp"
#include "tests/support/catch.hpp"

namespace inquest {
namespace {

const ReportModel& plane() {
  static const ReportModel model{
      "m", "s", 1, {{"a", "a", "", "", -HUGE_VAL, HUGE_VAL}, {"b", "b", "", "", -HUGE_VAL, HUGE_VAL}}, 0, 0, 0};
  return model;
}

PosteriorResult moments() {
  PosteriorSummary summary{{1, -2}, {3, 0.5}, Matrix(2, 2), {}, 0, 0};
  summary.covariance.values() = {9, -0.9, -0.9, 0.25};
  return {.model = "m", .route = "moments", .method = "moments", .parameters = {"a", "b"}, .summary = summary};
}

TEST_CASE("corner_route: moments give the ellipses of a Gaussian") {
  const PosteriorResult posterior = moments();
  const Regions regions = CornerRoute(plane(), posterior).regions(0, 1);
  const double determinant = 9 * 0.25 - 0.9 * 0.9;
  for (std::size_t k = 0; k < regions.size(); ++k) {
    REQUIRE(regions[k].size() == 1);
    const double square = -2 * std::log(1 - corner_masses[k]);
    for (const Point point : regions[k][0]) {
      const double u = point.x - 1;
      const double v = point.y + 2;
      CHECK((0.25 * u * u + 2 * 0.9 * u * v + 9 * v * v) / determinant == Approx(square));
    }
    // 96 corners hold all but (2 pi / 96)^2 / 6 of the area pi square sqrt(determinant).
    const double area = std::numbers::pi * square * std::sqrt(determinant);
    CHECK(testing::signed_area(regions[k][0]) == Approx(area).epsilon(1e-3));
  }
}

TEST_CASE("corner_route: moments give the marginal of a Gaussian") {
  const PosteriorResult posterior = moments();
  const auto curve = CornerRoute(plane(), posterior).marginal(1, {-4, 0});
  CHECK(curve.front().x == -4);
  CHECK(curve.back().x == 0);
  CHECK(curve[100].x == Approx(-2));
  CHECK(curve[100].y == Approx(0.797884560802865));  // 1 / (0.5 sqrt(2 pi))
}

TEST_CASE("corner_route: draws of a circle lie together across the ends of its prior") {
  ReportModel model = plane();
  model.parameters[0].lower = 0;
  model.parameters[0].upper = 360;
  Random random(Seed{3});
  PosteriorResult posterior = testing::example_posterior("m", "npe", "npe", testing::example_draws(500, 2, 0, random));
  for (std::size_t n = 0; n < 500; ++n) {
    const double angle = 355 + 200 * (posterior.draws.theta(n, 1) - 0.32);
    posterior.draws.theta(n, 0) = angle - 360 * std::floor(angle / 360);
  }
  posterior.summary.circles = {{360, 0.9}, {}};
  for (const double mean : {355.0, 5.0}) {  // of two routes, beside each other
    posterior.summary.mean[0] = mean;
    const AxisRange range = CornerRoute(model, posterior).range(0);
    CHECK(range.low > -60);
    CHECK(range.high < 50);
    CHECK(range.low < -5);
    CHECK(range.high > -5);
  }
}

TEST_CASE("corner_route: draws that are not finite are counted and left out of all parameters") {
  Random random(Seed{3});
  PosteriorResult posterior = testing::example_posterior("m", "npe", "npe", testing::example_draws(500, 2, 0, random));
  posterior.draws.theta(7, 0) = std::numeric_limits<double>::infinity();
  posterior.draws.theta(9, 1) = std::numeric_limits<double>::quiet_NaN();
  const CornerRoute route(plane(), posterior);
  CHECK(route.left_out() == 2);
  CHECK(std::isfinite(route.range(0).high));
  CHECK(route.regions(0, 1)[0].size() == 1);
}

}  // namespace
}  // namespace inquest
