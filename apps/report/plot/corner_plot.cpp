#include "apps/report/plot/corner_plot.hpp"

#include <algorithm>
#include <cmath>

#include "apps/report/plot/axes.hpp"
#include "apps/report/plot/corner_route.hpp"
#include "apps/report/text/html.hpp"
#include "apps/report/text/latex_text.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr double gap = 10;
constexpr double left_margin = 78;
constexpr double bottom_margin = 52;
constexpr double top_margin = 8;
constexpr double right_margin = 14;
constexpr double legend_font = 13;
constexpr double legend_line = 22;

struct Route {
  CornerRoute drawn;
  std::string label;
  std::string css;
  bool is_filled = false;
};

struct Figure {
  const ReportModel& model;
  std::vector<Route> routes;
  std::vector<AxisRange> ranges;              // [d], of each axis
  std::vector<std::optional<double>> truths;  // [d], on the axis; none where it is not known or far away
  double size = 0;                            // of a panel

  std::size_t dimension() const { return ranges.size(); }
  double left(std::size_t col) const { return left_margin + static_cast<double>(col) * (size + gap); }
  double top(std::size_t row) const { return top_margin + static_cast<double>(row) * (size + gap); }
};

double panel_size(std::size_t dimension) { return std::clamp(720.0 / static_cast<double>(dimension), 110.0, 230.0); }

// What all routes need.
AxisRange range_of(std::size_t i, const std::vector<Route>& routes) {
  AxisRange range{HUGE_VAL, -HUGE_VAL};
  for (const Route& route : routes) {
    const AxisRange own = route.drawn.range(i);
    if (!std::isfinite(own.low) || !std::isfinite(own.high)) continue;
    range = {std::min(range.low, own.low), std::max(range.high, own.high)};
  }
  return range.low > range.high ? AxisRange{0, 1} : range;
}

// The true value of a parameter, of a circle in the turn that is nearest; none where it lies so far out that it would
// leave the posteriors too little room.
std::optional<double> truth_near(AxisRange range, const ReportParameter& parameter, double period) {
  if (!parameter.truth) return std::nullopt;
  const double middle = (range.low + range.high) / 2;
  const double value = period > 0 ? middle + std::remainder(*parameter.truth - middle, period) : *parameter.truth;
  const double farthest = 1.5 * (range.high - range.low);
  return std::abs(value - middle) <= farthest ? std::optional(value) : std::nullopt;
}

// A little beyond an end of the prior that is within sight, so that the end can be seen.
AxisRange with_margins(AxisRange range, const ReportParameter& parameter) {
  const double nothing = 1e-6 * std::max(std::abs(range.low), 1e-12);  // no route has any width
  const double margin = std::max(0.08 * (range.high - range.low), nothing);
  range = {range.low - margin, range.high + margin};
  const double beyond = 0.05 * (std::min(range.high, parameter.upper) - std::max(range.low, parameter.lower));
  if (range.low < parameter.lower) range.low = parameter.lower - beyond;
  if (range.high > parameter.upper) range.high = parameter.upper + beyond;
  return range;
}

void add_axis(std::size_t i, double period, Figure& figure) {
  const ReportParameter& parameter = figure.model.parameters[i];
  AxisRange range = range_of(i, figure.routes);
  const std::optional<double> truth = truth_near(range, parameter, period);
  if (truth) range = {std::min(range.low, *truth), std::max(range.high, *truth)};
  range = with_margins(range, parameter);
  const bool inside = truth && *truth > range.low && *truth < range.high;
  figure.ranges.push_back(range);
  figure.truths.push_back(inside ? truth : std::nullopt);
}

Figure prepare(const ReportModel& model, std::span<const CornerSeries> series) {
  const std::size_t d = std::min(model.parameters.size(), corner_plot_parameters);
  Figure figure{model, {}, {}, {}, panel_size(d)};
  for (const auto& [posterior, colour] : series) {
    Route route{CornerRoute(model, *posterior), posterior->route, concat("line s", colour % 7)};
    if (!route.drawn.has_draws()) {
      route.css += " dashed";
    } else {  // one alone: fillings on top of each other show the colour of none
      route.is_filled = std::ranges::none_of(figure.routes, &Route::is_filled);
    }
    figure.routes.push_back(std::move(route));
  }
  const std::vector<Circle>& circles = series.front().posterior->summary.circles;
  for (std::size_t i = 0; i < d; ++i) add_axis(i, circles.empty() ? 0 : circles[i].period, figure);
  return figure;
}

std::string shade(const Panel& panel, AxisRange x, AxisRange y) {
  const double left = panel.to_x(std::max(x.low, panel.x.low));
  const double right = panel.to_x(std::min(x.high, panel.x.high));
  const double top = panel.to_y(std::min(y.high, panel.y.high));
  const double bottom = panel.to_y(std::max(y.low, panel.y.low));
  if (right <= left || bottom <= top) return "";
  return draw_rect(left, top, right - left, bottom - top, "outside");
}

std::string shade_outside_x(const Panel& panel, const ReportParameter& parameter) {
  return shade(panel, {panel.x.low, parameter.lower}, panel.y) + shade(panel, {parameter.upper, panel.x.high}, panel.y);
}

// Above and below the prior of the vertical axis, only where the horizontal one has not been shaded already.
std::string shade_outside(const Panel& panel, const ReportParameter& x, const ReportParameter& y) {
  const AxisRange between{x.lower, x.upper};
  return shade_outside_x(panel, x) + shade(panel, between, {panel.y.low, y.lower}) +
         shade(panel, between, {y.upper, panel.y.high});
}

// Its density where it has one; empty where none is known.
std::vector<Point> prior_curve(const ReportParameter& parameter, AxisRange shown) {
  constexpr int points = 120;
  std::vector<Point> curve;
  for (int i = 0; parameter.log_prior && i <= points; ++i) {
    const double at = shown.low + (shown.high - shown.low) * i / points;
    const double density = std::exp(parameter.log_prior(at));
    const bool inside = at > parameter.lower && at < parameter.upper;
    if (inside && std::isfinite(density)) curve.push_back({at, density});
  }
  return curve;
}

double peak_of(const std::vector<Point>& curve) {
  double peak = 0;
  for (const Point point : curve) peak = std::isfinite(point.y) ? std::max(peak, point.y) : peak;
  return peak;
}

std::string draw_truth_x(const Panel& panel, std::optional<double> truth) {
  return truth ? draw_line(panel, std::vector<Point>{{*truth, panel.y.low}, {*truth, panel.y.high}}, "line truth") : "";
}

std::string draw_truth_y(const Panel& panel, std::optional<double> truth) {
  return truth ? draw_line(panel, std::vector<Point>{{panel.x.low, *truth}, {panel.x.high, *truth}}, "line truth") : "";
}

std::string draw_marginal(const Figure& figure, std::size_t i) {
  std::vector<std::vector<Point>> curves;
  double peak = 0;
  for (const Route& route : figure.routes) {
    curves.push_back(route.drawn.marginal(i, figure.ranges[i]));
    peak = std::max(peak, peak_of(curves.back()));
  }
  const AxisRange heights{0, peak > 0 ? 1.08 * peak : 1};
  const Panel panel{figure.left(i), figure.top(i), figure.size, figure.size, figure.ranges[i], heights};
  std::string content = shade_outside_x(panel, figure.model.parameters[i]);
  content += draw_line(panel, prior_curve(figure.model.parameters[i], figure.ranges[i]), "line prior");
  for (std::size_t r = 0; r < curves.size(); ++r) {
    content += draw_line(panel, curves[r], figure.routes[r].css);
  }
  content += draw_truth_x(panel, figure.truths[i]);
  return clip(panel, content) + draw_frame(panel) +
         draw_tick_marks(panel, horizontal_ticks(panel.x, panel.width), Ticks{});
}

std::string region_css(const Route& route) { return route.css + (route.is_filled ? " region" : ""); }

std::string draw_regions(const Panel& panel, const Route& route, const Regions& regions) {
  std::string content;
  for (const auto& polygons : regions) {
    content += draw_polygons(panel, polygons, region_css(route));
  }
  return content;
}

std::string draw_joint(const Figure& figure, std::size_t i, std::size_t j) {
  const Panel panel{figure.left(i), figure.top(j), figure.size, figure.size, figure.ranges[i], figure.ranges[j]};
  std::string content = shade_outside(panel, figure.model.parameters[i], figure.model.parameters[j]);
  for (const Route& route : figure.routes) content += draw_regions(panel, route, route.drawn.regions(i, j));
  content += draw_truth_x(panel, figure.truths[i]) + draw_truth_y(panel, figure.truths[j]);
  return clip(panel, content) + draw_frame(panel) +
         draw_tick_marks(panel, horizontal_ticks(panel.x, panel.width), vertical_ticks(panel.y, panel.height));
}

std::string draw_horizontal_axis(const Figure& figure, std::size_t i) {
  const ReportParameter& parameter = figure.model.parameters[i];
  const std::size_t last = figure.dimension() - 1;
  const Panel panel{figure.left(i), figure.top(last), figure.size, figure.size, figure.ranges[i], {}};
  const Ticks ticks = horizontal_ticks(panel.x, panel.width);
  const std::string label = to_svg(axis_label(parameter.latex, parameter.unit, ticks.exponent));
  return draw_x_labels(panel, ticks) +
         draw_text(panel.left + panel.width / 2, panel.top + panel.height + 40, "middle", "label", label);
}

std::string draw_vertical_axis(const Figure& figure, std::size_t j) {
  const ReportParameter& parameter = figure.model.parameters[j];
  const Panel panel{figure.left(0), figure.top(j), figure.size, figure.size, {}, figure.ranges[j]};
  const Ticks ticks = vertical_ticks(panel.y, panel.height);
  const std::string label = to_svg(axis_label(parameter.latex, parameter.unit, ticks.exponent));
  const std::string turned = concat("translate(20 ", svg_number(panel.top + panel.height / 2), ") rotate(-90)");
  return draw_y_labels(panel, ticks) + element("g", {{"transform", turned}}, draw_text(0, 0, "middle", "label", label));
}

bool shows_outside(const Figure& figure) {
  for (std::size_t i = 0; i < figure.dimension(); ++i) {
    const ReportParameter& parameter = figure.model.parameters[i];
    if (figure.ranges[i].low < parameter.lower || figure.ranges[i].high > parameter.upper) return true;
  }
  return false;
}

bool shows_prior(const Figure& figure) {
  return std::ranges::any_of(figure.model.parameters, [](const ReportParameter& p) { return p.log_prior != nullptr; });
}

bool shows_truth(const Figure& figure) {
  return std::ranges::any_of(figure.truths, [](const std::optional<double>& truth) { return truth.has_value(); });
}

std::string draw_swatch(double x, double y, const std::string& css) {
  return draw_line({x, y - 6, 26, 12, {}, {-1, 1}}, std::vector<Point>{{0, 0}, {1, 0}}, css);
}

std::string legend_label(const Route& route) { return route.label + (route.drawn.has_draws() ? "" : " (Gaussian)"); }

std::string draw_legend_entry(double x, double y, const std::string& swatch, const std::string& label) {
  return swatch + draw_text(x + 34, y + 4, "start", "legend", escape(label));
}

std::string draw_legend(const Figure& figure, double x, double y) {
  std::string legend;
  for (const Route& route : figure.routes) {
    const std::string swatch =
        route.drawn.has_draws() ? draw_rect(x, y - 6, 26, 12, region_css(route)) : draw_swatch(x, y, route.css);
    legend += draw_legend_entry(x, y, swatch, legend_label(route));
    y += legend_line;
  }
  if (shows_prior(figure)) {
    legend += draw_legend_entry(x, y, draw_swatch(x, y, "line prior"), "prior");
    y += legend_line;
  }
  if (shows_truth(figure)) {
    legend += draw_legend_entry(x, y, draw_swatch(x, y, "line truth"), "truth");
    y += legend_line;
  }
  if (!shows_outside(figure)) return legend;
  return legend + draw_legend_entry(x, y, draw_rect(x, y - 6, 26, 12, "outside"), "outside of the prior");
}

double legend_width(const Figure& figure) {
  double width = shows_outside(figure) ? text_width("outside of the prior", legend_font) : 0;
  for (const Route& route : figure.routes) width = std::max(width, text_width(legend_label(route), legend_font));
  return width + 40;
}

// For readers who hear the figure.
std::string description(const Figure& figure) {
  std::string values;
  for (std::size_t i = 0; i < figure.dimension(); ++i) {
    const ReportParameter& parameter = figure.model.parameters[i];
    if (!parameter.truth) continue;
    values += concat(values.empty() ? "" : ", ", parameter.name, " = ", significant(*parameter.truth, 4));
  }
  return values.empty() ? "" : element("desc", escape("True values: " + values + "."));
}

std::string caption(const Figure& figure) {
  std::string text = "Marginal densities, and the regions of highest density that hold 68% and 95% of the posterior.";
  const bool has_moments =
      std::ranges::any_of(figure.routes, [](const Route& route) { return !route.drawn.has_draws(); });
  if (has_moments) text += " Routes that give moments alone are drawn as Gaussians, dashed.";
  if (figure.dimension() < figure.model.parameters.size()) {
    text += concat(" Shown are the first ", figure.dimension(), " of ", figure.model.parameters.size(), " parameters.");
  }
  if (shows_truth(figure)) text += " Lines across are the true values.";
  for (std::size_t i = 0; i < figure.dimension(); ++i) {
    const ReportParameter& parameter = figure.model.parameters[i];
    if (!parameter.truth || figure.truths[i]) continue;
    text += concat(" The true value of ", parameter.name, ", ", significant(*parameter.truth, 4),
                   ", lies outside of its axis.");
  }
  for (const Route& route : figure.routes) {
    if (route.drawn.left_out() == 0) continue;
    text += concat(" Of the draws of ", route.label, ", ", route.drawn.left_out(), " are not finite and not shown.");
  }
  return element("figcaption", escape(text));
}

}  // namespace

std::string corner_plot(const ReportModel& model, std::span<const CornerSeries> series) {
  if (series.empty() || model.parameters.empty()) return "";
  const Figure figure = prepare(model, series);
  const std::size_t d = figure.dimension();
  std::string content = element("title", escape("Posterior of " + model.name)) + description(figure);
  for (std::size_t j = 0; j < d; ++j) {
    for (std::size_t i = 0; i < j; ++i) content += draw_joint(figure, i, j);
    content += draw_marginal(figure, j) + draw_horizontal_axis(figure, j);
    if (j > 0) content += draw_vertical_axis(figure, j);
  }
  // The legend stands in the empty corner, or beside a single panel.
  const double legend_left = figure.left(1) + 14;
  content += draw_legend(figure, legend_left, figure.top(0) + 14);
  const double panels_end = figure.left(d - 1) + figure.size + right_margin;
  const double width = std::max(panels_end, legend_left + legend_width(figure));
  const double height = figure.top(d - 1) + figure.size + bottom_margin;
  const std::string box = concat("0 0 ", svg_number(width), " ", svg_number(height));
  const std::string natural = concat("max-width:", svg_number(width), "px;min-width:", svg_number(0.7 * width), "px");
  return element(
      "figure", {{"class", "corner"}},
      element("div", {{"class", "scroll"}},
              element("svg", {{"class", "plot"}, {"role", "img"}, {"viewBox", box}, {"style", natural}}, content)) +
          caption(figure));
}

}  // namespace inquest
