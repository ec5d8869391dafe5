#include "apps/report/plot/framed_plot.hpp"

#include "apps/report/text/html.hpp"
#include "core/base/error.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr double left_margin = 54;
constexpr double bottom_margin = 40;
constexpr double top_margin = 8;
constexpr double right_margin = 12;

std::string title_with_factor(const std::string& title, const Ticks& ticks) {
  return ticks.exponent == 0 ? title : concat(title, " [", power_of_ten(ticks.exponent), "]");
}

std::string draw_titles(const FramedPlot& plot, const Ticks& x, const Ticks& y) {
  const Panel& panel = plot.panel;
  const std::string turned = concat("translate(13 ", svg_number(panel.top + panel.height / 2), ") rotate(-90)");
  const std::string y_title = draw_text(0, 0, "middle", "num", escape(title_with_factor(plot.y_title, y)));
  return draw_text(panel.left + panel.width / 2, panel.top + panel.height + 33, "middle", "num",
                   escape(title_with_factor(plot.x_title, x))) +
         element("g", {{"transform", turned}}, y_title);
}

}  // namespace

Panel framed_panel(double width, double height, AxisRange x, AxisRange y) {
  return {left_margin, top_margin, width - left_margin - right_margin, height - top_margin - bottom_margin, x, y};
}

std::string draw_framed(const FramedPlot& plot, const std::string& content) {
  const Panel& panel = plot.panel;
  const Ticks all = horizontal_ticks(panel.x, panel.width), x = plot.counts ? whole_ticks(all) : all;
  const Ticks y = vertical_ticks(panel.y, panel.height);
  const std::string box =
      concat("0 0 ", panel.left + panel.width + right_margin, " ", panel.top + panel.height + bottom_margin);
  return element("svg", {{"class", "plot"}, {"role", "img"}, {"viewBox", box}},
                 element("title", escape(plot.alternative)) + clip(panel, content) + draw_frame(panel) +
                     draw_tick_marks(panel, x, y) + draw_x_labels(panel, x) + draw_y_labels(panel, y) +
                     draw_titles(plot, x, y));
}

}  // namespace inquest
