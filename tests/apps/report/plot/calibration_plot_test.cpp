#include "apps/report/plot/calibration_plot.hpp"

#include "tests/apps/report/example_data.hpp"
#include "tests/support/catch.hpp"

namespace inquest {
namespace {

using Catch::Matchers::Contains;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST_CASE("calibration_plot: a panel for each test, with the curve of each route that was tested") {
  Random random(Seed{1});
  PosteriorResult tested{.model = "m", .route = "npe", .method = "npe", .parameters = {"H0", "Om"}};
  tested.check = testing::example_check(tested.parameters, random);
  PosteriorResult untested = tested;
  untested.check = {.left_out = "reason"};
  const std::vector<CornerSeries> series = {{&tested, 0}, {&untested, 1}, {&tested, 2}};
  const std::string figure = calibration_plot(series);
  CHECK(count(figure, "class=\"frame\"") == 4);  // two parameters, TARP, regions
  CHECK(count(figure, "class=\"line s0\"") == 4);
  CHECK(count(figure, "class=\"line s1\"") == 0);
  CHECK(count(figure, "class=\"line s2\"") == 4);
  CHECK_THAT(figure, Contains("<b>H0</b>") && Contains("all parameters (TARP)") && Contains("for 500 simulations"));
  CHECK(calibration_plot(std::vector<CornerSeries>{{&untested, 0}}).empty());
}

}  // namespace
}  // namespace inquest
