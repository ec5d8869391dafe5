// What test simulations say of the posteriors of a model: tables of p-values and information, and the calibration plot.
#pragma once

#include <span>
#include <string>

#include "apps/report/plot/corner_plot.hpp"

namespace inquest {

/// A part of a page with its title; for a model whose posteriors were not tested the reasons, or nothing.
std::string calibration_section(const ReportModel& model, std::span<const CornerSeries> series);

}  // namespace inquest
