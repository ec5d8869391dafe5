// ChainSampler: Markov chains of one target that move together, so that it is evaluated in batches.
//
// The target lives in the unconstrained space of a prior (core/parameters/parameter_space.hpp).
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/base/matrix_view.hpp"

namespace inquest {

/// ln of a density over z [n, d], up to a constant; -infinity where it vanishes.
using LogDensity = std::function<void(ConstMatrixView z, std::span<double> out)>;

/// The same with its derivatives [n, d] by z; those of rows where it vanishes mean nothing.
using LogDensityGradient = std::function<void(ConstMatrixView z, std::span<double> out, MatrixView gradient)>;

/// Throws Error(data) on a density that is NaN or +infinity, with the place.
void check_log_density(ConstMatrixView z, std::span<const double> density);

/// Throws Error(data) where the density vanishes at a place that a chain starts from.
void check_starts(ConstMatrixView z, std::span<const double> density);

class ChainSampler {
 public:
  virtual ~ChainSampler() = default;

  /// Moves each chain once; a tuning step also adapts the moves, and is to be discarded.
  virtual void step(bool tune) = 0;

  virtual const Matrix& z() const = 0;                         // [chains, d]
  virtual const std::vector<double>& log_density() const = 0;  // [chains]
  virtual std::size_t evaluations() const = 0;                 // of the target, or of its gradient
};

}  // namespace inquest
