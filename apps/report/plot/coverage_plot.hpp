// Blind coverage: the share of simulations that came from a model, against the probability that a route gave it.
#pragma once

#include <span>
#include <string>

#include "apps/report/data/report_data.hpp"

namespace inquest {

/// A <figure> with a panel for each route that was tested and each model with bins; nothing without such routes.
std::string coverage_plot(std::span<const EvidenceResult> evidence);

}  // namespace inquest
