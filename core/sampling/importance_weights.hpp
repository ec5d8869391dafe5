// Importance sampling: draws of one density weighted to another, and the integral of the other.
//
// The target is known up to its integral Z (prior times likelihood, say, whose integral is the evidence) at draws of a
// proposal whose density is known: a flow, or a mixture of several.
#pragma once

#include <span>
#include <vector>

namespace inquest {

struct ImportanceWeights {
  std::vector<double> weights;    // [n], sum to 1
  double effective_size = 0;      // Kish: (sum w)^2 / sum w^2
  double log_integral = 0;        // ln Z = ln mean(target / proposal); -infinity where the target vanishes at all draws
  double log_integral_error = 0;  // standard error, by the scatter of the weights; infinite where one weight has all
};

/// (sum w)^2 / sum w^2, as many draws of equal weight tell as much (Kish 1965).
double effective_size_of(std::span<const double> weights);

/// Of draws with these log densities [n]; a target of -infinity gives weight 0. Throws Error(data) on none, on NaN or
/// +infinity in the target, and on a proposal that is not finite.
ImportanceWeights importance_weights(std::span<const double> log_target, std::span<const double> log_proposal);

}  // namespace inquest
