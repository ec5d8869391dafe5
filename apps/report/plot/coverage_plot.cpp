#include "apps/report/plot/coverage_plot.hpp"

#include <array>
#include <cmath>

#include "apps/report/plot/framed_plot.hpp"
#include "apps/report/text/html.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr double width = 300;
constexpr double height = 260;
constexpr AxisRange shown{-0.04, 1.04};  // of probabilities

std::string draw_bin(const Panel& panel, const CoverageBin& bin) {
  const std::array<Point, 2> bar = {
      {{bin.predicted, bin.observed - bin.error}, {bin.predicted, bin.observed + bin.error}}};
  const std::string x = svg_number(panel.to_x(bin.predicted));
  const std::string y = svg_number(panel.to_y(bin.observed));
  return draw_line(panel, bar, "line ink") +
         empty_element("circle", {{"class", "dot"}, {"cx", x}, {"cy", y}, {"r", "3"}});
}

std::string heading(const EvidenceResult& route, const std::string& model) {
  const std::string test = concat(", p(", model, " | x): p-value ", significant(route.blind_coverage->p_value, 2),
                                  ", residuals ", significant(route.blind_coverage->rms_residual, 3), " \u03c3");
  return element("p", {{"class", "title"}}, element("b", escape(route.route)) + escape(test));
}

std::string draw_panel(const EvidenceResult& route, std::size_t model) {
  const Panel panel = framed_panel(width, height, shown, shown);
  const std::array<Point, 2> diagonal = {{{0, 0}, {1, 1}}};
  std::string points = draw_line(panel, diagonal, "zero");
  for (const CoverageBin& bin : route.blind_coverage->bins) {
    if (bin.model == model) points += draw_bin(panel, bin);
  }
  const FramedPlot plot{panel, "Blind coverage of " + route.route, "mean predicted probability", "observed share"};
  return element("div", {{"class", "small"}},
                 heading(route, route.estimate.models.at(model)) + draw_framed(plot, points));
}

std::string draw_route(const EvidenceResult& route) {
  std::string panels;
  if (!route.blind_coverage) return panels;
  const auto& bins = route.blind_coverage->bins;
  for (std::size_t b = 0; b < bins.size(); ++b) {
    if (b == 0 || bins[b].model != bins[b - 1].model) panels += draw_panel(route, bins[b].model);
  }
  return panels;
}

}  // namespace

std::string coverage_plot(std::span<const EvidenceResult> evidence) {
  std::string panels;
  for (const EvidenceResult& route : evidence) panels += draw_route(route);
  if (panels.empty()) return "";
  return element(
      "figure",
      element("div", {{"class", "multiples"}}, panels) +
          element("figcaption",
                  "Test simulations, grouped by the probability that a route gives a model: the share of each "
                  "group that came from the model, against the mean of its probabilities. Bars are the exact "
                  "binomial standard deviation of the share where the probabilities are right. The p-value is "
                  "of the route, all its groups together: below 0.01 its probabilities do not hold."));
}

}  // namespace inquest
