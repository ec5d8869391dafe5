// The posterior of one model as a table: each parameter by every route.
#pragma once

#include <span>
#include <string>

#include "apps/report/plot/corner_plot.hpp"

namespace inquest {

/// Mean, standard deviation and central intervals of 68% and 95%, rounded to two digits of the standard deviation.
std::string posterior_table(const ReportModel& model, std::span<const CornerSeries> series);

/// Where the numbers of each route come from: method and draws.
std::string route_table(std::span<const CornerSeries> series);

/// "H_0 = 67.7 +- 3.1 km/s/Mpc, ..." of the first parameters, as HTML.
std::string values_line(const ReportModel& model, const PosteriorResult& posterior);

}  // namespace inquest
