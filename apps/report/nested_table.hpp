// What nested sampling says of one model: ln Z with its three errors, information and dimensionality.
#pragma once

#include <span>
#include <string>

#include "apps/report/plot/corner_plot.hpp"

namespace inquest {

/// One row for each route that is a nested run; empty where none is.
std::string nested_table(std::span<const CornerSeries> series);

}  // namespace inquest
