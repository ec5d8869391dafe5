// Corner plots: all routes to the posterior of one model in one figure.
//
// On the diagonal the marginal densities, each with unit area, and the prior dotted beside them; below it the regions
// of highest density that hold 68% and 95% of the mass. Routes that give moments alone are drawn as Gaussians, dashed.
// What lies outside of the prior is shaded, and true values are lines across, where the user knows them. The styles
// .s0, .s1, ... of the page give each route its colour.
#pragma once

#include <span>
#include <string>

#include "apps/report/data/report_data.hpp"

namespace inquest {

inline constexpr std::size_t corner_plot_parameters = 8;  // the first ones; more would be too small to read

struct CornerSeries {
  const PosteriorResult* posterior;
  std::size_t colour;  // of the route, in the whole report
};

/// A <figure> with its caption; nothing for a model without posteriors.
std::string corner_plot(const ReportModel& model, std::span<const CornerSeries> series);

}  // namespace inquest
