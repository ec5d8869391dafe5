#include "apps/report/plot/axes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "apps/report/text/html.hpp"
#include "core/base/error.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr double tick_length = 4;
constexpr double tick_font = 11;

std::vector<double> multiples_within(AxisRange range, double step) {
  std::vector<double> ticks;
  const double slack = 1e-9 * step;
  const double first = std::ceil((range.low - slack) / step);
  const double last = std::floor((range.high + slack) / step);
  for (double k = first; k <= last; ++k) ticks.push_back(k * step + 0.0);  // no negative zero
  return ticks;
}

AxisRange without_edges(AxisRange range) {
  const double margin = 0.03 * (range.high - range.low);
  return {range.low + margin, range.high - margin};
}

double label_width(const Ticks& ticks) {
  double total = 0;
  for (const std::string& label : ticks.labels) total += text_width(label, tick_font) + 8;
  return total;
}

std::string number(double value) { return svg_number(value); }

std::string draw_segment(double x1, double y1, double x2, double y2, std::string_view css) {
  return empty_element(
      "line", {{"class", css}, {"x1", number(x1)}, {"y1", number(y1)}, {"x2", number(x2)}, {"y2", number(y2)}});
}

std::string place(const Panel& panel, Point point) {
  // Far outside of the panel one place is as good as another, and keeps the numbers short.
  const double x = std::clamp(panel.to_x(point.x), panel.left - 1e4, panel.left + panel.width + 1e4);
  const double y = std::clamp(panel.to_y(point.y), panel.top - 1e4, panel.top + panel.height + 1e4);
  return number(x) + " " + number(y);
}

}  // namespace

std::vector<double> nice_ticks(AxisRange range, std::size_t at_most) {
  INQUEST_EXPECT(range.low < range.high && at_most >= 2);
  const double span = range.high - range.low;
  const int decade = static_cast<int>(std::floor(std::log10(span / static_cast<double>(at_most)))) - 1;
  for (int exponent = decade;; ++exponent) {
    for (const double digit : {1.0, 2.0, 5.0}) {
      const double step = digit * std::pow(10.0, exponent);
      if (span / step > 2.0 * static_cast<double>(at_most)) continue;
      const std::vector<double> ticks = multiples_within(range, step);
      if (ticks.size() <= at_most) return ticks;
    }
  }
}

Ticks label_ticks(const std::vector<double>& at) {
  Ticks ticks{at, {}, 0};
  if (at.empty()) return ticks;
  const double largest = std::max(std::abs(at.front()), std::abs(at.back()));
  const double step = at.size() > 1 ? at[1] - at[0] : largest;
  const auto decade = [](double value) { return static_cast<int>(std::floor(std::log10(value) + 1e-9)); };
  if (largest > 0 && (largest >= 1e5 || largest < 1e-2)) ticks.exponent = decade(largest);
  const double unit = std::pow(10.0, ticks.exponent);
  int decimals = step > 0 ? std::max(0, -decade(step / unit)) : 0;
  if (at.size() == 1 && largest > 0) decimals = std::max(0, 2 - decade(largest / unit));
  for (const double tick : at) ticks.labels.push_back(fixed(tick / unit, decimals));
  return ticks;
}

Ticks horizontal_ticks(AxisRange range, double pixels) {
  for (std::size_t at_most = 5; at_most > 2; --at_most) {
    Ticks ticks = label_ticks(nice_ticks(without_edges(range), at_most));
    if (label_width(ticks) <= pixels) return ticks;
  }
  return label_ticks(nice_ticks(without_edges(range), 2));
}

Ticks whole_ticks(const Ticks& ticks) {
  constexpr double rounding = 1e-9;
  Ticks whole;
  for (const double at : ticks.at) {
    if (std::abs(at - std::round(at)) > rounding) continue;
    whole.at.push_back(std::round(at));
    whole.labels.push_back(fixed(whole.at.back(), 0));
  }
  return whole;
}

Ticks vertical_ticks(AxisRange range, double pixels) {
  const auto at_most = static_cast<std::size_t>(std::clamp(pixels / 30, 2.0, 6.0));
  return label_ticks(nice_ticks(without_edges(range), at_most));
}

double Panel::to_x(double value) const { return left + width * (value - x.low) / (x.high - x.low); }
double Panel::to_y(double value) const { return top + height * (y.high - value) / (y.high - y.low); }

double text_width(std::string_view text, double font_size) {
  const auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return 0.62 * font_size * static_cast<double>(std::ranges::count_if(text, starts_character));
}

std::string draw_line(const Panel& panel, std::span<const Point> points, std::string_view css) {
  std::string path;
  bool is_drawing = false;
  for (const Point point : points) {
    const bool exists = std::isfinite(point.x) && std::isfinite(point.y);
    if (exists) path += (is_drawing ? "L" : "M") + place(panel, point);
    is_drawing = exists;
  }
  return path.empty() ? "" : empty_element("path", {{"class", css}, {"d", path}});
}

std::string draw_polygons(const Panel& panel, const std::vector<std::vector<Point>>& polygons, std::string_view css) {
  std::string path;
  for (const auto& polygon : polygons) {
    for (std::size_t i = 0; i < polygon.size(); ++i) path += (i == 0 ? "M" : "L") + place(panel, polygon[i]);
    path += "Z";
  }
  return path.empty() ? "" : empty_element("path", {{"class", css}, {"fill-rule", "evenodd"}, {"d", path}});
}

std::string draw_rect(double left, double top, double width, double height, std::string_view css) {
  return empty_element(
      "rect",
      {{"class", css}, {"x", number(left)}, {"y", number(top)}, {"width", number(width)}, {"height", number(height)}});
}

std::string draw_text(double x, double y, std::string_view anchor, std::string_view css, std::string_view content) {
  return element("text", {{"class", css}, {"x", number(x)}, {"y", number(y)}, {"text-anchor", anchor}}, content);
}

std::string clip(const Panel& panel, std::string_view content) {
  const std::string x = number(panel.left);
  const std::string y = number(panel.top);
  const std::string width = number(panel.width);
  const std::string height = number(panel.height);
  const std::string box = x + " " + y + " " + width + " " + height;
  return element("svg", {{"x", x}, {"y", y}, {"width", width}, {"height", height}, {"viewBox", box}}, content);
}

std::string draw_frame(const Panel& panel) {
  return draw_rect(panel.left, panel.top, panel.width, panel.height, "frame");
}

std::string draw_tick_marks(const Panel& panel, const Ticks& x, const Ticks& y) {
  const double bottom = panel.top + panel.height;
  std::string marks;
  for (const double tick : x.at) {
    marks += draw_segment(panel.to_x(tick), bottom, panel.to_x(tick), bottom - tick_length, "tick");
  }
  for (const double tick : y.at) {
    marks += draw_segment(panel.left, panel.to_y(tick), panel.left + tick_length, panel.to_y(tick), "tick");
  }
  return marks;
}

std::string draw_x_labels(const Panel& panel, const Ticks& ticks) {
  std::string labels;
  for (std::size_t i = 0; i < ticks.at.size(); ++i) {
    labels += draw_text(panel.to_x(ticks.at[i]), panel.top + panel.height + 16, "middle", "num", ticks.labels[i]);
  }
  return labels;
}

std::string draw_y_labels(const Panel& panel, const Ticks& ticks) {
  std::string labels;
  for (std::size_t i = 0; i < ticks.at.size(); ++i) {
    labels += draw_text(panel.left - 6, panel.to_y(ticks.at[i]) + 4, "end", "num", ticks.labels[i]);
  }
  return labels;
}

}  // namespace inquest
