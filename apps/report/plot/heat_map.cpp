#include "apps/report/plot/heat_map.hpp"

#include <algorithm>
#include <cmath>

#include "apps/report/plot/axes.hpp"
#include "apps/report/text/html.hpp"
#include "core/base/error.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr double font_size = 11;
constexpr double cell_height = 24;
constexpr double title_height = 24;
constexpr double body_width = 560;
constexpr double gap = 8;
constexpr std::size_t most_numbers = 12;  // columns whose numbers are written

struct Grid {
  double left, top, width;  // width of a cell

  double x(std::size_t column) const { return left + width * static_cast<double>(column); }
  double y(std::size_t row) const { return top + cell_height * static_cast<double>(row); }
};

double longest(const std::vector<std::string>& names) {
  double width = 0;
  for (const std::string& name : names) width = std::max(width, text_width(name, font_size));
  return width;
}

std::string draw_cell(const Grid& grid, std::size_t row, std::size_t column, double share) {
  return empty_element("rect", {{"x", svg_number(grid.x(column))},
                                {"y", svg_number(grid.y(row))},
                                {"width", svg_number(grid.width)},
                                {"height", svg_number(cell_height)},
                                {"style", concat("fill: var(--accent); fill-opacity: ", svg_number(share))}});
}

std::string draw_number(const Grid& grid, std::size_t row, std::size_t column, double value, double share) {
  const std::string text = svg_number(value);
  const std::string at = concat("translate(", svg_number(grid.x(column) + grid.width / 2), " ",
                                svg_number(grid.y(row) + cell_height / 2 + 4), ")");
  const std::string style =
      concat("font-size: 11px; text-anchor: middle; fill: ", share > 0.6 ? "var(--paper)" : "var(--ink)");
  return element("text", {{"transform", at}, {"style", style}}, text);
}

std::string draw_cells(const Grid& grid, const Matrix& values) {
  const double largest = std::max(*std::ranges::max_element(values.values()), 1e-300);
  std::string text;
  for (std::size_t i = 0; i < values.rows(); ++i) {
    for (std::size_t j = 0; j < values.cols(); ++j) {
      const double share = std::clamp(values(i, j) / largest, 0.0, 1.0);
      text += draw_cell(grid, i, j, share);
      if (values.cols() <= most_numbers) text += draw_number(grid, i, j, values(i, j), share);
    }
  }
  return text;
}

// Names below the columns, turned where they would touch, and as many as have room.
std::string draw_columns(const Grid& grid, const HeatMap& map) {
  const bool turned = longest(map.columns) + gap > grid.width;
  const auto step = static_cast<std::size_t>(std::ceil(turned ? (font_size + 2) / grid.width : 1));
  const double y = grid.y(map.rows.size()) + 14;
  std::string text;
  for (std::size_t j = 0; j < map.columns.size(); j += step) {
    const std::string place = concat("translate(", svg_number(grid.x(j) + grid.width / 2), " ", svg_number(y), ")");
    text += turned ? element("g", {{"transform", concat(place, " rotate(-90)")}},
                             draw_text(gap / 2, font_size / 3, "end", "num", escape(map.columns[j])))
                   : element("g", {{"transform", place}}, draw_text(0, 0, "middle", "num", escape(map.columns[j])));
  }
  return text;
}

}  // namespace

std::string heat_map(const HeatMap& map) {
  const double side = longest(map.rows) + 2 * gap;
  const Grid grid{side, title_height, body_width / static_cast<double>(map.columns.size())};
  const double below = std::max(longest(map.columns), font_size) + 3 * gap;
  std::string content = draw_text(side, 15, "start", "num", escape(map.title)) + draw_cells(grid, map.values);
  for (std::size_t i = 0; i < map.rows.size(); ++i) {
    content += draw_text(side - gap, grid.y(i) + cell_height / 2 + 4, "end", "num", escape(map.rows[i]));
  }
  content += draw_columns(grid, map);
  const std::string box =
      concat("0 0 ", svg_number(side + body_width + gap), " ", svg_number(grid.y(map.rows.size()) + below));
  return element("svg", {{"class", "plot"}, {"role", "img"}, {"viewBox", box}},
                 element("title", escape(map.title)) + content);
}

}  // namespace inquest
