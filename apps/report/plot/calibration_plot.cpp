#include "apps/report/plot/calibration_plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "apps/report/plot/framed_plot.hpp"
#include "apps/report/text/html.hpp"
#include "core/base/number_format.hpp"
#include "core/diagnostics/uniformity.hpp"

namespace inquest {
namespace {

constexpr double width = 300;
constexpr double height = 200;
constexpr int steps = 200;
constexpr double shown_coverage = 0.95;
constexpr std::size_t most_parameters = 8;
constexpr AxisRange levels{-0.02, 1.02};

struct Curve {
  std::string css;
  std::vector<double> sorted;
};

struct Test {
  std::string title;
  std::vector<Curve> curves;
};

const Calibration* calibration_of(const CornerSeries& series) {
  const auto& calibration = series.posterior->check.calibration;
  return calibration ? &*calibration : nullptr;
}

void add(const std::string& title, const CornerSeries& series, const RankTest& found, std::vector<Test>& tests) {
  auto test = std::ranges::find(tests, title, &Test::title);
  if (test == tests.end()) test = tests.insert(tests.end(), {title, {}});
  test->curves.push_back({concat("line s", series.colour % 7), found.uniforms});
  std::ranges::sort(test->curves.back().sorted);
}

std::vector<Test> tests_of(std::span<const CornerSeries> series) {
  std::vector<Test> tests;
  for (const CornerSeries& entry : series) {
    const Calibration* found = calibration_of(entry);
    if (found == nullptr) continue;
    for (std::size_t j = 0; j < std::min(most_parameters, found->parameters.size()); ++j) {
      add(found->parameters[j].name, entry, found->parameters[j], tests);
    }
    add("all parameters (TARP)", entry, found->tarp, tests);
    if (found->coverage) add("regions of highest density", entry, *found->coverage, tests);
  }
  return tests;
}

// Share of numbers up to each level, less the level.
std::vector<Point> difference(const std::vector<double>& sorted) {
  std::vector<Point> points;
  for (int step = 0; step <= steps; ++step) {
    const double level = step / static_cast<double>(steps);
    points.push_back({level, share_up_to(sorted, level) - level});
  }
  return points;
}

std::vector<Point> outline(const OrderBand& band) {
  std::vector<Point> points = difference(band.lower);  // numbers as small as they may be
  const std::vector<Point> below = difference(band.upper);
  points.insert(points.end(), below.rbegin(), below.rend());
  return points;
}

double largest_shown(const std::vector<Test>& tests, const std::vector<Point>& band) {
  double largest = 0;
  for (const Point& point : band) largest = std::max(largest, std::abs(point.y));
  for (const Test& test : tests) {
    for (const Curve& curve : test.curves) largest = std::max(largest, largest_deviation(curve.sorted));
  }
  return 1.1 * largest;
}

std::string draw_panel(const Test& test, const std::vector<Point>& band, double largest) {
  const Panel panel = framed_panel(width, height, levels, {-largest, largest});
  const std::array<Point, 2> expected = {{{0, 0}, {1, 0}}};
  std::string content = draw_polygons(panel, {band}, "outside") + draw_line(panel, expected, "zero");
  for (const Curve& curve : test.curves) content += draw_line(panel, difference(curve.sorted), curve.css);
  const FramedPlot plot{panel, "Calibration of " + test.title, "rank of the truth", "share less expected"};
  return element("div", {{"class", "small"}},
                 element("p", {{"class", "title"}}, element("b", escape(test.title))) + draw_framed(plot, content));
}

}  // namespace

std::string calibration_plot(std::span<const CornerSeries> series) {
  const std::vector<Test> tests = tests_of(series);
  if (tests.empty()) return "";
  std::size_t rows = tests.front().curves.front().sorted.size();
  for (const Test& test : tests) {
    for (const Curve& curve : test.curves) rows = std::min(rows, curve.sorted.size());
  }
  const std::vector<Point> band = outline(simultaneous_band(rows, shown_coverage));
  std::string panels;
  for (const Test& test : tests) panels += draw_panel(test, band, largest_shown(tests, band));
  const std::string caption = concat(
      "Ranks of the true parameters of test simulations among draws of their posteriors: the share of ranks up to "
      "each value, less that of uniform ranks. A right posterior stays within the grey band, for ",
      rows,
      " simulations, in 95% of all cases. A curve that rises first and falls below zero later: posteriors "
      "are too narrow; the other way round: too wide; above zero: truths lie lower than draws.");
  return element("figure", element("div", {{"class", "multiples"}}, panels) + element("figcaption", escape(caption)));
}

}  // namespace inquest
