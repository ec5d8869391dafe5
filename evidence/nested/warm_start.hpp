// Warm start: ln Z from a density that is thought to be near the posterior already, such as a trained flow.
//
// Its draws, weighted by likelihood x prior / density, take the place of an exploration, and the refinement measures
// from there (evidence/nested/refine/refine.hpp): some thousand likelihood calls in all. The density biases nothing,
// but a mode that it lacks is met only by the tenth of the draws that come from the prior.
#pragma once

#include "evidence/nested/log_evidence.hpp"

namespace inquest {

/// ln Z to `error`, or nothing where less than 1% of the density's draws count or the refinement refuses; `notes` then
/// says why.
std::optional<LogEvidence> estimate_from(const EvidenceTarget& target, const Proposal& density, double error, Seed seed,
                                         std::vector<std::string>& notes);

}  // namespace inquest
