#include "apps/report/plot/framed_plot.hpp"

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("framed_plot: a drawing has its size, its titles, and the power of ten of its ticks") {
  const Panel panel = framed_panel(300, 200, {0, 1}, {0, 2e-6});
  CHECK(panel.to_x(0) == 54);
  CHECK(panel.to_x(1) == 288);
  CHECK(panel.to_y(0) == 160);
  const std::string svg = draw_framed({panel, "Losses of a & b", "epoch", "loss"}, "<path/>");
  CHECK_THAT(svg, Contains("viewBox=\"0 0 300 200\"") && Contains("<title>Losses of a &amp; b</title>"));
  CHECK_THAT(svg, Contains(">epoch<") && Contains("loss [10\u207b\u2076]"));
}

}  // namespace
}  // namespace inquest
