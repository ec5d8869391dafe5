// Patches: components for the small modes that a fitted mixture gave up.
#pragma once

#include "evidence/nested/explore/exploration.hpp"
#include "evidence/nested/refine/elliptical_mixture.hpp"

namespace inquest {

/// The mixture with a component of the tightest one's shape wherever the proposal, the mixture with `prior_share` of
/// the prior, falls short of points that the exploration found, as long as that brings it closer to all other points.
EllipticalMixture patched(const EvidenceTarget& target, const EllipticalMixture& mixture,
                          const Exploration& exploration, double prior_share);

}  // namespace inquest
