#include "apps/report/plot/predictive_plot.hpp"

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("predictive_plot: a panel for each checked route, a point for each number of the observation") {
  PosteriorResult checked{.model = "m", .route = "npe", .method = "npe", .parameters = {"a"}};
  Predictive predictive{.rows = 200, .p_value = 0.31, .extreme_p = 0.12, .extreme = 1, .mean = {1, 2, 3}};
  predictive.sd = {1, 1, 0};
  predictive.quantiles = Matrix(5, 3, 1.0);
  checked.check.predictive = predictive;
  PosteriorResult other{.model = "m", .route = "moments", .method = "moments", .parameters = {"a"}};
  const std::vector<CornerSeries> series = {{&checked, 0}, {&other, 1}};
  const std::string figure = predictive_plot({1, 4, 3}, series);
  CHECK_THAT(figure, Contains("<b>npe</b>: p-value 0.31; of number 2, the furthest off, 0.12"));
  // 834 by 172 pixels from (54, 8) for places 0.5 to 3.5 and -3.3 to 3.3 standard deviations.
  CHECK_THAT(figure, Contains("cx=\"471\" cy=\"41.88\""));
  CHECK_THAT(figure, Contains(">3</text>") && !Contains(">1.5</text>"));  // there is no datum one and a half
  CHECK_THAT(figure, !Contains("<b>moments</b>"));
  CHECK(predictive_plot({1, 4, 3}, std::vector<CornerSeries>{{&other, 1}}).empty());
}

}  // namespace
}  // namespace inquest
