// The integral of a density that is known up to it, from draws of it.
//
// Chains on a learned likelihood know the posterior up to ln p(x). A mixture fitted to their draws in the unconstrained
// space, with a tenth of the prior, is a proposal whose density is known, and the mean weight of its own draws is the
// integral (core/sampling/importance_weights.hpp).
#pragma once

#include "core/base/measured.hpp"
#include "core/parameters/density.hpp"

namespace inquest {

struct DensityIntegral {
  Measured log_integral;
  double pareto_k = 0;  // of the largest weights

  /// Whether the error means anything (evidence/nested/refine/pareto.hpp).
  bool is_known() const;
};

struct DensityIntegralOptions {
  std::size_t fitted = 2000;  // draws, at most, that the proposal is fitted to
  std::size_t calls = 8000;   // of the density
};

/// The integral of `density` over the free parameters of `space`, given draws theta [n, d] of it. Throws Error(data) on
/// too few draws for a fit, or draws on a plane.
DensityIntegral density_integral(const Evaluable& density, const ParameterSpace& space, ConstMatrixView theta,
                                 const DensityIntegralOptions& options, Seed seed);

}  // namespace inquest
