// Local C2ST: whether a classifier can tell draws of a posterior from true parameters near the observation (Linhart,
// Gramfort & Rodrigues 2023, arXiv:2306.03580).
//
// Pairs (theta, x) of held-out simulations stand against (theta' ~ q(theta | x), x). A classifier d(theta, x) learns to
// tell them apart, and is asked at the observation: the statistic is the mean of (d - 1/2)^2 over draws of
// q(theta | x_o), 0 where these are draws of the true posterior. The truth of a row is one more draw of it where the
// posterior is right. So the null exchanges it for a draw by lot, in every row, and the classifier learns anew: the
// p-value is exact, if q is right at all x.
//
// The classifier is the first Newton step of a Gaussian process on the log odds, with the kernel
//
//   k((theta, x), (theta', x')) = f(u) . f(u') a^2 (1 + exp(-|s - s'|^2 / 2 l^2))
//
// u are normal scores of theta among the draws at its own x, uncorrelated among these; f all Hermite polynomials of
// first and second order in u, which stand for means, widths and correlations; s the data's summaries beside the mean
// of the draws; l the distance from the observation to the farthest of the nearest quarter of the rows. It is linear in
// the labels, so that learning anew costs a sum.
#pragma once

#include <vector>

#include "core/diagnostics/held_out_draws.hpp"

namespace inquest {

struct LocalC2st {
  std::size_t rows = 0;       // of simulations that the classifier has learned from
  std::size_t draws = 0;      // at the observation
  double statistic = 0;       // mean of (d - 1/2)^2 over these
  double null_statistic = 0;  // its mean over the null
  double p_value = 1;

  /// Log odds of the classifier beyond those of the null, root mean square: 0.1 where means are 0.1 sd off.
  double deviation() const;
};

/// The observation, as the classifier is asked at it.
struct ObservedDraws {
  Matrix theta;                 // [m, d], m > 1, of the posterior
  std::vector<double> summary;  // [k], of the data
};

/// For draws at held-out rows whose data have `summaries` [n, k]. `redraws` is the number of lots. Throws Error(data)
/// where summaries or draws are no numbers, or draws are at an end of the prior.
LocalC2st local_c2st(const ParameterSpace& space, const HeldOutDraws& held_out, ConstMatrixView summaries,
                     const ObservedDraws& observed, Seed seed, std::size_t redraws = 1999);

}  // namespace inquest
