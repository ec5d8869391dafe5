// The observation beside data simulated from draws of posteriors.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "apps/report/plot/corner_plot.hpp"

namespace inquest {

inline constexpr std::size_t predictive_plot_numbers = 400;  // the first ones; more would be too dense to read

/// A <figure> with a panel for each route whose predictions were checked; nothing without such routes.
std::string predictive_plot(const std::vector<double>& observation, std::span<const CornerSeries> series);

}  // namespace inquest
