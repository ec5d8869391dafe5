// The posterior that an estimate of ln Z has drawn on the way.
#pragma once

#include "evidence/nested/log_evidence.hpp"

namespace inquest {

/// Weighted draws of the posterior: those of the refinement where it was used, else the points of the nested run.
Draws weighted_draws(const LogEvidence& found, const EvidenceTarget& target);

/// `count` of weighted draws, each as often as its weight asks, in random order.
Draws equal_weight_draws(const Draws& weighted, std::size_t count, Seed seed);

}  // namespace inquest
