// The evidence of draws that somebody else made: ln Z from their places, weights and log posterior alone, with no call
// of a likelihood.
//
// Half of each chain fits a density and the other half is averaged (evidence/chains/reciprocal_evidence.hpp), then the
// other way round. The density is one that the caller fits, a flow, together with a mixture of Student's t; a second
// way takes the mixture alone, cut to its core. Where the draws do not support an answer `refusals` says why.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "core/base/measured.hpp"
#include "core/chains/chain_draws.hpp"
#include "evidence/chains/truncated_target.hpp"

namespace inquest {

/// Fits a density to rows z [n, d] with weights [n], of mean zero and unit covariance, the last `held_out` of which it
/// must not learn from but may use to tell when to stop; `half` is 0 or 1.
using FitDensity = std::function<DrawnDensity(ConstMatrixView z, std::span<const double> weights, std::size_t held_out,
                                              std::size_t half)>;

struct ChainEvidenceOptions {
  TruncationOptions density = {.mass = 0.9, .draws = 20000};
  TruncationOptions second = {.mass = 0.5, .draws = 50000};
  double held_out = 0.2;      // of the rows that are fitted to: they choose between flow and mixture
  double fewest_draws = 200;  // effective ones
  double largest_k = 0.7;     // of Pareto, of the ratios
  double farthest = 3;        // halves and ways from each other, in standard errors
  double least_p = 0.001;     // of means that both ways to draw from a target must share
};

struct ChainEvidence {
  Measured log_z;
  std::array<Measured, 2> halves;  // what each half says
  Measured second;                 // the second way
  Measured difference;             // of the two ways, whose errors are not independent
  double pareto_k = 0;
  double departure_p = 1;             // of means under the target, by draws and by the density itself (Bonferroni)
  std::size_t rows = 0;               // as they were given
  std::size_t places = 0;             // different ones
  double effective_draws = 0;         // for the mean of the parameter that is known worst
  std::vector<std::string> refusals;  // why log_z means nothing; empty where it does
  std::vector<std::string> warnings;  // what could not be checked
};

/// Of draws that check_draws accepts. Throws Error(data) where no density can be fitted: a constant parameter, draws on
/// a plane.
ChainEvidence chain_evidence(const ChainDraws& draws, const FitDensity& fit, const ChainEvidenceOptions& options,
                             Seed seed);

}  // namespace inquest
