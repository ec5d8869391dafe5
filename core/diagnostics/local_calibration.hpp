// Calibration at the observation: posterior simulation-based calibration (Säilynoja, Schmitt, Bürkner & Vehtari 2025,
// arXiv:2502.03279).
//
// Of theta* ~ q(theta | x_o) and x ~ p(x | theta*) the posterior given both data is q(theta | x) q(theta | x_o) /
// p(theta) up to a constant. If q is right near x_o, theta* is one draw of it. Draws of q(theta | x) with the weights
// q(theta | x_o) / p(theta) stand for it, and theta* has uniform places among them, as far as there are enough draws.
// What is far from the observation plays no part, where calibration over the whole prior averages over it.
#pragma once

#include <string>
#include <vector>

#include "core/diagnostics/calibration.hpp"

namespace inquest {

struct LocalCalibration {
  std::size_t rows = 0;
  double effective_draws = 0;        // median over rows, of the weighted draws of each
  std::vector<RankTest> parameters;  // [d]
  std::vector<RankScale> scales;     // [d]
};

/// For parameters theta [n, d], n > 0, that were drawn at `observation`, and data x [n, data_size] simulated with them.
/// Rows whose weights all vanish are left out; throws Error(data) where none is left. The posterior must be amortised,
/// with densities that can be told.
LocalCalibration local_calibration(const Posterior& posterior, std::span<const double> observation,
                                   ConstMatrixView theta, ConstMatrixView x, std::size_t draws, Seed seed);

}  // namespace inquest
