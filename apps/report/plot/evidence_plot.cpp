#include "apps/report/plot/evidence_plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "apps/report/plot/axes.hpp"
#include "apps/report/text/html.hpp"
#include "core/base/number_format.hpp"
#include "core/infer/bayes_factor.hpp"

namespace inquest {
namespace {

constexpr double plot_width = 520;
constexpr double line_height = 26;
constexpr double head = 22;
constexpr double foot = 46;
constexpr double label_font = 13;

struct Grade {
  double from, to;  // of |ln K|
  std::string_view words;
  std::string_view css;
};

// Kass and Raftery (1995), section 3.2, whose scale is 2 ln K.
constexpr std::array<Grade, 4> grades = {{{0, 1, "bare mention", "grade0"},
                                          {1, 3, "positive", "grade1"},
                                          {3, 5, "strong", "grade2"},
                                          {5, HUGE_VAL, "very strong", "grade3"}}};

struct Row {
  std::string route;
  BayesFactor factor;  // finite
};

std::vector<Row> rows_of(std::span<const EvidenceResult> evidence, const std::string& favoured,
                         const std::string& other) {
  std::vector<Row> rows;
  for (const EvidenceResult& route : evidence) {
    const auto factor = bayes_factor(route.estimate, favoured, other);
    if (factor && !factor->extrapolated && std::isfinite(factor->log_k)) rows.push_back({route.route, *factor});
  }
  return rows;
}

AxisRange range_of(const std::vector<Row>& rows) {
  AxisRange range{-1.2, 1.2};
  for (const auto& [route, factor] : rows) {
    const double error = std::isfinite(factor.error) ? factor.error : 0;
    range = {std::min(range.low, factor.log_k - 1.3 * error), std::max(range.high, factor.log_k + 1.3 * error)};
  }
  const double margin = 0.06 * (range.high - range.low);
  return {range.low - margin, range.high + margin};
}

std::string draw_band(const Panel& panel, double low, double high, const Grade& grade) {
  const double left = panel.to_x(std::max(low, panel.x.low));
  const double right = panel.to_x(std::min(high, panel.x.high));
  if (right <= left) return "";
  std::string band = draw_rect(left, panel.top, right - left, panel.height, grade.css);
  if (text_width(grade.words, 11) < right - left) {
    band += draw_text((left + right) / 2, panel.top - 6, "middle", "num", grade.words);
  }
  return band;
}

std::string draw_bands(const Panel& panel) {
  std::string bands = draw_band(panel, -grades[0].to, grades[0].to, grades[0]);
  for (const Grade& grade : std::span(grades).subspan(1)) {
    bands += draw_band(panel, grade.from, grade.to, grade) + draw_band(panel, -grade.to, -grade.from, grade);
  }
  return bands;
}

std::string draw_point(const Panel& panel, double row, const BayesFactor& factor) {
  const double error = std::isfinite(factor.error) ? factor.error : 0;
  std::array<Point, 2> bar = {{{factor.log_k - error, row}, {factor.log_k + error, row}}};
  if (factor.lower_bound) bar = {{{factor.log_k, row}, {factor.log_k < 0 ? panel.x.low : panel.x.high, row}}};
  const std::string x = svg_number(panel.to_x(factor.log_k));
  const std::string y = svg_number(panel.to_y(row));
  return draw_line(panel, bar, factor.lower_bound ? "line ink dashed" : "line ink") +
         empty_element("circle", {{"class", "dot"}, {"cx", x}, {"cy", y}, {"r", "4"}});
}

}  // namespace

std::string evidence_plot(std::span<const EvidenceResult> evidence, const std::string& favoured,
                          const std::string& other) {
  const std::vector<Row> known = rows_of(evidence, favoured, other);
  if (known.empty()) return "";
  double labels = 0;
  for (const Row& row : known) labels = std::max(labels, text_width(row.route, label_font));
  const double rows = static_cast<double>(known.size());
  const Panel panel{labels + 16, head, plot_width, rows * line_height, range_of(known), {0, rows}};
  const std::array<Point, 2> zero = {{{0, 0}, {0, rows}}};
  std::string content = element("title", escape("ln K of " + favoured + " over " + other)) + draw_bands(panel) +
                        draw_line(panel, zero, "zero");
  for (std::size_t i = 0; i < known.size(); ++i) {
    const double row = rows - static_cast<double>(i) - 0.5;
    content += draw_point(panel, row, known[i].factor);
    content += draw_text(panel.left - 10, panel.to_y(row) + 4, "end", "legend", escape(known[i].route));
  }
  const Ticks ticks = horizontal_ticks(panel.x, panel.width);
  const double bottom = panel.top + panel.height;
  content += draw_frame(panel) + draw_tick_marks(panel, ticks, Ticks{}) + draw_x_labels(panel, ticks) +
             draw_text(panel.left + panel.width / 2, bottom + 38, "middle", "label",
                       escape("ln K, " + favoured + " over " + other));
  const double width = panel.left + panel.width + 12;
  const std::string box = concat("0 0 ", svg_number(width), " ", svg_number(bottom + foot));
  const std::string natural = concat("max-width:", svg_number(width), "px");
  return element(
      "figure",
      element("svg", {{"class", "plot"}, {"role", "img"}, {"viewBox", box}, {"style", natural}}, content) +
          element("figcaption",
                  "Bars are one standard deviation, dashed where ln K is a bound; the grades are those of Kass and "
                  "Raftery (1995)."));
}

}  // namespace inquest
