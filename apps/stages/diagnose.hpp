// The stage that tests posteriors on simulations that no training saw (core/diagnostics/calibration.hpp).
#pragma once

#include <string>
#include <vector>

#include "apps/stages/stage.hpp"

namespace inquest {

/// Adds to each answer its calibration and information, with a doubt where that fails, or the reason why there are
/// none; writes ranks and curves of each as CSV. Throws Error(io / interrupted).
void diagnose_stage(RunContext& context, std::vector<PosteriorResult>& posterior);

}  // namespace inquest
