// Adaptive importance sampling: the integral of a target whose mass lies nobody knows where.
//
// Draws of given proposals are weighted towards the target; a mixture of Student's t about resampled draws, as wide as
// the weighted draws are, is the next proposal (West 1993), and so on for some rounds. All draws count with their
// density under the mixture of all proposals (Owen & Zhou 2000), so that mass which one of the proposals finds is not
// lost. The proposals are then left as they are, and drawn from anew: a mixture about draws is dense at these very
// draws, whose weights would be too small (by 0.4 nats of the integral in ten dimensions).
#pragma once

#include <functional>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/seed.hpp"
#include "core/sampling/chain_sampler.hpp"
#include "core/sampling/importance_weights.hpp"

namespace inquest {

struct AdaptiveImportanceOptions {
  std::size_t rounds = 8;    // of adaptation, at most
  double enough = 250;       // effective draws, with which it ends
  std::size_t draws = 160;   // of each
  std::size_t centres = 64;  // of the mixture
};

/// A normalised density that can be drawn from; `sample` may leave out draws that have no place, and says so by its
/// rows.
struct DrawnDensity {
  std::size_t draws;                                           // to adapt with, and as many to integrate with
  std::function<Matrix(std::size_t count, Seed seed)> sample;  // [count, d]
  LogDensity log_density;
};

/// The draws that integrate, one proposal after the other.
struct AdaptiveImportance {
  Matrix z;                                        // [n, d]
  std::vector<std::size_t> count;                  // of draws of each proposal, those that were given first
  std::vector<double> log_target;                  // [n]
  std::vector<std::vector<double>> log_proposals;  // [n] each, of the proposals that were given
  ImportanceWeights weights;                       // [n], with the integral
};

/// The target is known up to its integral, and may vanish, but nowhere be NaN. Throws Error(data) on no proposal, and
/// as importance_weights does.
AdaptiveImportance adaptive_importance(const LogDensity& target, std::vector<DrawnDensity> proposals, Seed seed,
                                       const AdaptiveImportanceOptions& options = {});

}  // namespace inquest
