#include "apps/report/plot/loss_plot.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "apps/report/plot/framed_plot.hpp"
#include "apps/report/plot/smoothing_kernel.hpp"
#include "apps/report/text/html.hpp"
#include "core/base/number_format.hpp"
#include "core/diagnostics/overfitting.hpp"

namespace inquest {
namespace {

constexpr double width = 300;
constexpr double height = 200;

enum Column : std::size_t { epoch = 0, training = 1, validation = 2 };

struct Group {
  std::string title;
  std::vector<const ReportCurve*> members;
};

// "lambda.moments: mean" of the network "mean.1" in it.
std::string title_of(const ReportCurve& curve) {
  const std::size_t dot = curve.label.rfind('.');
  return dot == std::string::npos ? curve.estimator : curve.estimator + ": " + curve.label.substr(0, dot);
}

std::vector<Group> group(std::span<const ReportCurve> curves) {
  std::vector<Group> groups;
  for (const ReportCurve& curve : curves) {
    if (curve.epochs.rows() == 0) continue;
    const std::string title = title_of(curve);
    auto found = std::ranges::find(groups, title, &Group::title);
    if (found == groups.end()) found = groups.insert(groups.end(), {title, {}});
    found->members.push_back(&curve);
  }
  return groups;
}

std::vector<Point> points_of(const Matrix& epochs, Column column) {
  std::vector<Point> points;
  for (std::size_t n = 0; n < epochs.rows(); ++n) points.push_back({epochs(n, epoch), epochs(n, column)});
  return points;
}

std::optional<Point> lowest_validation(const ReportCurve& curve) {
  std::optional<Point> lowest;
  for (const Point point : points_of(curve.epochs, validation)) {
    if (std::isfinite(point.y) && (!lowest || point.y < lowest->y)) lowest = point;
  }
  return lowest;
}

std::vector<double> finite_losses(const Group& group) {
  std::vector<double> losses;
  for (const ReportCurve* curve : group.members) {
    for (const Column column : {training, validation}) {
      for (const Point point : points_of(curve->epochs, column)) {
        if (std::isfinite(point.y)) losses.push_back(point.y);
      }
    }
  }
  return losses;
}

struct LossRange {
  AxisRange shown;
  bool starts_above = false;  // the first epochs are beyond the axis
};

// A few very large losses of the first epochs would flatten all that matters.
LossRange loss_range(const Group& group) {
  const std::vector<double> losses = finite_losses(group);
  if (losses.empty()) return {};
  const auto [lowest, highest] = std::ranges::minmax(losses);
  const double usual = quantile(losses, 0.9);
  const double far_above = usual + 3 * (usual - lowest);
  const double high = highest > far_above ? usual + (usual - lowest) : highest;
  const double margin = std::max(0.06 * (high - lowest), 1e-6 * std::max(std::abs(high), 1e-6));
  return {{lowest - margin, high + margin}, highest > far_above};
}

AxisRange epoch_range(const Group& group) {
  AxisRange range{HUGE_VAL, -HUGE_VAL};
  for (const ReportCurve* curve : group.members) {
    const Matrix& epochs = curve->epochs;
    range = {std::min(range.low, epochs(0, epoch)), std::max(range.high, epochs(epochs.rows() - 1, epoch))};
  }
  const double margin = std::max(0.03 * (range.high - range.low), 0.5);
  return {range.low - margin, range.high + margin};
}

std::string draw_member(const Panel& panel, const ReportCurve& curve) {
  std::string content = draw_line(panel, points_of(curve.epochs, training), "line training");
  content += draw_line(panel, points_of(curve.epochs, validation), "line validation");
  const auto lowest = lowest_validation(curve);
  if (!lowest) return content;
  const std::string x = svg_number(panel.to_x(lowest->x));
  const std::string y = svg_number(panel.to_y(lowest->y));
  return content + empty_element("circle", {{"class", "lowest"}, {"cx", x}, {"cy", y}, {"r", "3.5"}});
}

// What turned up in any of its networks, which are drawn in one panel.
std::string overfitting_note(const Group& group) {
  const auto turned = [](const ReportCurve* curve) { return overfitting(curve->epochs).has_value(); };
  const auto count = std::ranges::count_if(group.members, turned);
  if (count == 0) return "";
  return group.members.size() == 1 ? "; overfits" : concat("; ", count, " overfit");
}

std::string draw_panel(const Group& group) {
  const LossRange losses = loss_range(group);
  const Panel panel = framed_panel(width, height, epoch_range(group), losses.shown);
  std::string lines;
  for (const ReportCurve* curve : group.members) lines += draw_member(panel, *curve);
  const std::string networks = group.members.size() == 1 ? "" : concat(", ", group.members.size(), " networks");
  const std::string above = losses.starts_above ? "; first losses are above the axis" : "";
  return element("div", {{"class", "small"}},
                 element("p", {{"class", "title"}},
                         element("b", escape(group.title)) + escape(networks + overfitting_note(group) + above)) +
                     draw_framed({panel, "Losses of " + group.title, "epoch", "loss"}, lines));
}

std::string legend() {
  const auto swatch = [](std::string_view css) {
    return element("svg", {{"class", "swatch"}, {"viewBox", "0 0 26 12"}, {"width", "26"}, {"height", "12"}},
                   empty_element("path", {{"class", css}, {"d", "M0 6L26 6"}}));
  };
  const std::string dot =
      element("svg", {{"class", "swatch"}, {"viewBox", "0 0 12 12"}, {"width", "12"}, {"height", "12"}},
              empty_element("circle", {{"class", "lowest"}, {"cx", "6"}, {"cy", "6"}, {"r", "3.5"}}));
  return swatch("line training") + " training, dashed; " + swatch("line validation") + " validation; " + dot +
         " lowest validation loss, whose weights are kept.";
}

}  // namespace

std::string loss_plot(std::span<const ReportCurve> curves) {
  std::string panels;
  for (const Group& members : group(curves)) panels += draw_panel(members);
  if (panels.empty()) return "";
  return element("figure", element("div", {{"class", "multiples"}}, panels) + element("figcaption", legend()));
}

}  // namespace inquest
