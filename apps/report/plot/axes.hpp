// Axes of figures: ticks at nice numbers, and panels that map data to the coordinates of an SVG.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "apps/report/plot/contour.hpp"

namespace inquest {

/// What an axis shows of the data.
struct AxisRange {
  double low = 0;
  double high = 1;
};

/// Multiples of 1, 2 or 5 x 10^k within [low, high]: the finest such step that gives no more than `at_most` (>= 2),
/// if any gives two or more. Needs low < high.
std::vector<double> nice_ticks(AxisRange range, std::size_t at_most);

struct Ticks {
  std::vector<double> at;
  std::vector<std::string> labels;
  int exponent = 0;  // the labels are multiples of 10^exponent
};

/// Labels with as many decimals as the step needs; a common power of ten where numbers are very large or small.
Ticks label_ticks(const std::vector<double>& at);

/// Ticks for an axis of so many pixels, whose labels stand side by side without touching.
Ticks horizontal_ticks(AxisRange range, double pixels);
Ticks vertical_ticks(AxisRange range, double pixels);

/// Those of an axis that counts: at whole numbers alone.
Ticks whole_ticks(const Ticks& ticks);

/// A rectangle of an SVG and the data that it shows.
struct Panel {
  double left = 0, top = 0, width = 0, height = 0;
  AxisRange x, y;

  double to_x(double value) const;
  double to_y(double value) const;
};

/// Width of a text in pixels at a font size, roughly.
double text_width(std::string_view text, double font_size);

/// A <path> through the points, cut where one is not finite.
std::string draw_line(const Panel& panel, std::span<const Point> points, std::string_view css);

/// A <path> of closed polygons, holes left out.
std::string draw_polygons(const Panel& panel, const std::vector<std::vector<Point>>& polygons, std::string_view css);

std::string draw_rect(double left, double top, double width, double height, std::string_view css);

/// Text at a place; `content` is markup; anchor is start, middle or end.
std::string draw_text(double x, double y, std::string_view anchor, std::string_view css, std::string_view content);

/// `content` as far as it is within the panel.
std::string clip(const Panel& panel, std::string_view content);

std::string draw_frame(const Panel& panel);

/// Short strokes inside of the frame at the ticks of each axis.
std::string draw_tick_marks(const Panel& panel, const Ticks& x, const Ticks& y);
std::string draw_x_labels(const Panel& panel, const Ticks& ticks);
std::string draw_y_labels(const Panel& panel, const Ticks& ticks);

}  // namespace inquest
