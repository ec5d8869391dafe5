// HeldOutDraws: a posterior asked at held-out simulations whose parameters are known: what calibration looks at.
//
// The truth has a uniform place among draws that are independent. Those of chains depend on each other, and are thinned
// to as many as they are worth (Talts et al. 2018, section 5.1): of all rows alike, the fewest of any.
#pragma once

#include <string>
#include <vector>

#include "core/base/reporter.hpp"
#include "core/infer/posterior.hpp"

namespace inquest {

struct HeldOutDraws {
  Matrix theta = {};                        // [n, d], that the data were simulated with
  std::size_t draws = 0;                    // of each row, at most as many as were asked for
  Matrix theta_draws = {};                  // [n * draws, d], one row after the other
  std::vector<double> log_prob = {};        // [n], of theta; empty where the densities cannot tell
  std::vector<double> log_prob_draws = {};  // [n * draws], alike
  bool normalised = false;                  // whether densities integrate to one
  std::vector<std::size_t> rows = {};       // [n], which of the rows that were asked these are
  std::vector<std::string> left_out = {};   // of the others: why

  std::size_t size() const { return theta.rows(); }
};

/// Draws of the posterior at each row of x [m, data_size], of row i from seed.child(i), beside theta [m, d]. Rows whose
/// draws or densities are no numbers, whose chains are worth fewer than 20 draws, or that fail with Error(data), are
/// left out. A posterior that is not amortised answers row by row, with progress. Throws Error(data) where no row is
/// left, or rows of another length.
HeldOutDraws draw_held_out(const Posterior& posterior, ConstMatrixView theta, ConstMatrixView x, std::size_t draws,
                           Seed seed, Reporter& reporter);

}  // namespace inquest
