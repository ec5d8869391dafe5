// Calibration: how far the ranks of held-out truths are from uniform, with the band that right posteriors keep to.
#pragma once

#include <span>
#include <string>

#include "apps/report/plot/corner_plot.hpp"

namespace inquest {

/// A <figure> with a panel for each test, all routes of a model in it; nothing where none was tested.
std::string calibration_plot(std::span<const CornerSeries> series);

}  // namespace inquest
