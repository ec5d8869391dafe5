#include "apps/report/plot/axes.hpp"

#include <cmath>
#include <limits>

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

TEST_CASE("axes: ticks are the multiples that a reader would choose") {
  CHECK(nice_ticks({0, 1}, 6) == std::vector<double>{0, 0.2, 0.4, 0.6000000000000001, 0.8, 1});
  CHECK(nice_ticks({0, 10}, 5) == std::vector<double>{0, 5, 10});
  CHECK(nice_ticks({61.2, 76.9}, 5) == std::vector<double>{65, 70, 75});
  CHECK(nice_ticks({-1.3, 1.3}, 3) == std::vector<double>{-1, 0, 1});
  CHECK(nice_ticks({2.03e-9, 2.19e-9}, 4).size() == 3);
}

TEST_CASE("axes: ticks lie within the range, evenly, and no more than wanted") {
  const double low = GENERATE(-3.7e5, -1.0, 0.0, 69.999, 1e-12);
  const double width = GENERATE(1.1e-6, 0.37, 1.0, 9.99, 4321.0);
  const auto at_most = GENERATE(std::size_t{2}, std::size_t{3}, std::size_t{6});
  const auto ticks = nice_ticks({low, low + width}, at_most);
  CHECK(ticks.size() <= at_most);
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    CHECK(ticks[i] >= low - 1e-6 * width);
    CHECK(ticks[i] <= low + width + 1e-6 * width);
    if (i > 1) CHECK(ticks[i] - ticks[i - 1] == Approx(ticks[1] - ticks[0]).epsilon(1e-3));
  }
}

TEST_CASE("axes: labels have the decimals of the step") {
  CHECK(label_ticks({65, 70, 75}).labels == std::vector<std::string>{"65", "70", "75"});
  CHECK(label_ticks({0.2, 0.25, 0.3}).labels == std::vector<std::string>{"0.20", "0.25", "0.30"});
  CHECK(label_ticks({-1, 0, 1}).labels == std::vector<std::string>{"−1", "0", "1"});
  const Ticks small = label_ticks({2.05e-9, 2.1e-9, 2.15e-9});
  CHECK(small.exponent == -9);
  CHECK(small.labels == std::vector<std::string>{"2.05", "2.10", "2.15"});
  const Ticks large = label_ticks({1e14, 2e14});
  CHECK(large.exponent == 14);
  CHECK(large.labels == std::vector<std::string>{"1", "2"});
  CHECK(label_ticks({}).labels.empty());
}

TEST_CASE("axes: labels of a narrow axis do not touch") {
  const Ticks ticks = horizontal_ticks({2001.2, 2001.9}, 120);
  double width = 0;
  for (const auto& label : ticks.labels) width += text_width(label, 11);
  CHECK(width < 120);
}

TEST_CASE("axes: a panel puts low at the left and the bottom") {
  const Panel panel{10, 20, 100, 50, {0, 2}, {-1, 1}};
  CHECK(panel.to_x(0) == 10);
  CHECK(panel.to_x(2) == 110);
  CHECK(panel.to_y(-1) == 70);
  CHECK(panel.to_y(1) == 20);
}

TEST_CASE("axes: a line is cut where a point is not finite") {
  const Panel panel{0, 0, 10, 10, {0, 10}, {0, 10}};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Point> points = {{0, 0}, {1, 1}, {2, nan}, {3, 3}, {4, 4}};
  CHECK(draw_line(panel, points, "c") == "<path class=\"c\" d=\"M0 10L1 9M3 7L4 6\"/>");
  CHECK(draw_line(panel, {}, "c").empty());
}

}  // namespace
}  // namespace inquest
