#include "apps/report/plot/predictive_plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "apps/report/plot/framed_plot.hpp"
#include "apps/report/text/html.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr double width = 900;
constexpr double height = 220;
constexpr double least_shown = 3;  // standard deviations

// The ends of bands, as places in the quantiles: of 95% and 68%.
constexpr std::array<std::pair<std::size_t, std::size_t>, 2> bands = {{{0, 4}, {1, 3}}};

/// A check and the observation, in standard deviations of the simulated data from their means.
class Standardised {
 public:
  Standardised(const Predictive& check, const std::vector<double>& observation)
      : check_(check), observation_(observation) {}

  std::size_t size() const { return std::min(observation_.size(), predictive_plot_numbers); }
  double observed(std::size_t j) const { return standardised(j, observation_[j]); }
  double quantile(std::size_t q, std::size_t j) const { return standardised(j, check_.quantiles(q, j)); }

 private:
  double standardised(std::size_t j, double value) const {
    return check_.sd[j] > 0 ? (value - check_.mean[j]) / check_.sd[j] : 0;
  }

  const Predictive& check_;
  const std::vector<double>& observation_;
};

// Steps: each number has the width of one.
std::vector<Point> outline(const Standardised& data, std::pair<std::size_t, std::size_t> band) {
  std::vector<Point> points;
  for (std::size_t j = 0; j < data.size(); ++j) {
    const auto place = static_cast<double>(j) + 1;
    for (const double x : {place - 0.5, place + 0.5}) points.push_back({x, data.quantile(band.second, j)});
  }
  for (std::size_t j = data.size(); j-- > 0;) {
    const auto place = static_cast<double>(j) + 1;
    for (const double x : {place + 0.5, place - 0.5}) points.push_back({x, data.quantile(band.first, j)});
  }
  return points;
}

std::string draw_points(const Panel& panel, const Standardised& data) {
  std::string text;
  const char* radius = data.size() > 80 ? "1.6" : "3";
  for (std::size_t j = 0; j < data.size(); ++j) {
    const std::string x = svg_number(panel.to_x(static_cast<double>(j) + 1));
    const std::string y = svg_number(panel.to_y(data.observed(j)));
    text += empty_element("circle", {{"class", "dot"}, {"cx", x}, {"cy", y}, {"r", radius}});
  }
  return text;
}

double largest_of(const Standardised& data) {
  double largest = least_shown;
  for (std::size_t j = 0; j < data.size(); ++j) {
    for (const double value : {data.observed(j), data.quantile(0, j), data.quantile(4, j)}) {
      largest = std::max(largest, std::abs(value));
    }
  }
  return 1.1 * largest;
}

std::string draw_panel(const CornerSeries& series, const Predictive& check, const std::vector<double>& observation) {
  const Standardised data(check, observation);
  const double largest = largest_of(data);
  const AxisRange places{0.5, static_cast<double>(data.size()) + 0.5};
  const Panel panel = framed_panel(width, height, places, {-largest, largest});
  std::string content;
  for (const auto& band : bands) {
    content += draw_polygons(panel, {outline(data, band)}, concat("region s", series.colour % 7));
  }
  content += draw_points(panel, data);
  const std::string& route = series.posterior->route;
  const std::string test = concat(": p-value ", significant(check.p_value, 2), "; of number ", check.extreme + 1,
                                  ", the furthest off, ", significant(check.extreme_p, 2));
  const FramedPlot plot{panel, "Predictions of " + route, "number of the observation", "less prediction [sd]", true};
  return element("p", {{"class", "title"}}, element("b", escape(route)) + escape(test)) + draw_framed(plot, content);
}

}  // namespace

std::string predictive_plot(const std::vector<double>& observation, std::span<const CornerSeries> series) {
  std::string panels;
  for (const CornerSeries& entry : series) {
    const auto& check = entry.posterior->check.predictive;
    if (check && check->mean.size() == observation.size()) panels += draw_panel(entry, *check, observation);
  }
  if (panels.empty()) return "";
  std::string caption =
      "The observation beside data simulated from draws of the posterior, in standard deviations of these from their "
      "means: bands hold 68% and 95% of them. The p-values are the shares of simulations that scatter as much as the "
      "observation does, in all numbers together and in the furthest.";
  if (observation.size() > predictive_plot_numbers) {
    caption += concat(" Shown are the first ", predictive_plot_numbers, " of ", observation.size(), " numbers.");
  }
  return element("figure", panels + element("figcaption", escape(caption)));
}

}  // namespace inquest
