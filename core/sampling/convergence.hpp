// Convergence of Markov chains: rank-normalised split R-hat and effective sample sizes (Vehtari, Gelman, Simpson,
// Carpenter & Buerkner 2021, "Rank-normalization, folding, and localization").
//
// Draws of one quantity are [chains, steps]. Every chain is cut in two, so that one that drifts disagrees with itself.
// A quantity that never varies, or too few steps to say (below 8), gives NaN, which is no convergence.
#pragma once

#include "core/base/matrix_view.hpp"

namespace inquest {

struct Convergence {
  double r_hat = 0;     // the larger one of ranks and of folded ranks; 1: the chains agree in place and in width
  double bulk_ess = 0;  // independent draws that would know the centre as well
  double tail_ess = 0;  // the same of the 5% and 95% quantiles, whichever is known less well
};

/// Throws Error(data) on a draw that is not finite.
Convergence convergence(ConstMatrixView chains);

/// The largest R-hat and the smallest effective sizes over the columns of `draws` [steps * chains, d], row
/// s * chains + c step s of chain c; NaN where one is.
Convergence worst_convergence(ConstMatrixView draws, std::size_t chains);

/// Effective sample size of the mean of `chains` [chains, steps] as they are, by Geyer's initial monotone sequence.
double effective_sample_size(ConstMatrixView chains);

}  // namespace inquest
