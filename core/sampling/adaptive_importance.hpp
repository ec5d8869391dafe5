// Adaptive importance sampling: the integral of a target whose mass lies nobody knows where.
//
// Draws of given proposals are weighted towards the target; a mixture of Student's t about resampled draws, as wide as
// the weighted draws are, is the next proposal (West 1993), and so on for some rounds. All draws of all rounds count
// with their density under the mixture of all proposals (Cornuet et al. 2012), so that mass which one of the proposals
// finds is not lost, and no weight is larger than that of its best proposal.
#pragma once

#include <functional>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/seed.hpp"
#include "core/sampling/importance_weights.hpp"

namespace inquest {

struct AdaptiveImportanceOptions {
  std::size_t rounds = 4;    // of adaptation
  std::size_t draws = 320;   // of each
  std::size_t centres = 64;  // of the mixture
};

/// Log densities at the rows of z [n, d].
using LogDensityOfRows = std::function<void(ConstMatrixView z, std::span<double> out)>;

/// A normalised density with draws of it [n, d].
struct Proposal {
  Matrix z;
  LogDensityOfRows log_density;
};

struct AdaptiveImportance {
  Matrix z;                                        // [n, d]: draws of the proposals as given, then of all rounds
  std::vector<double> log_target;                  // [n]
  std::vector<std::vector<double>> log_proposals;  // [n] each, of the proposals that were given
  ImportanceWeights weights;                       // [n], with the integral
};

/// The target is known up to its integral, and may vanish, but nowhere be NaN. Throws Error(data) on no proposal, and
/// as importance_weights does.
AdaptiveImportance adaptive_importance(const LogDensityOfRows& target, std::vector<Proposal> proposals, Seed seed,
                                       const AdaptiveImportanceOptions& options = {});

}  // namespace inquest
