// Two densities as one: the share of each is that under which draws that neither was fitted to are most probable.
#pragma once

#include <span>

#include "core/sampling/adaptive_importance.hpp"

namespace inquest {

/// share * one + (1 - share) * other, with the share that expectation-maximisation finds on rows z [n, d] with weights
/// [n]: near 1 or 0 where one of the two knows better.
DrawnDensity combined_density(DrawnDensity one, DrawnDensity other, ConstMatrixView z, std::span<const double> weights);

}  // namespace inquest
