// Tempered importance sampling: an exploration by a normal-like density that follows prior x likelihood^beta from
// beta = 0 to 1 (adaptive importance sampling, Cappe et al. 2008).
//
// Cheap, in many dimensions too, and blind to modes that the first draws missed: its evidence is never checked by
// anything independent. For posteriors known to have one mode.
#pragma once

#include "evidence/nested/refine/refine.hpp"

namespace inquest {

struct TemperedExploration {
  Exploration exploration;  // without ln Z
  std::int64_t calls = 0;
};

/// Throws Error(data) where beta does not reach 1.
TemperedExploration explore_tempered(const EvidenceTarget& target, Seed seed);

}  // namespace inquest
