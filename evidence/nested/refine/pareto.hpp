// The tail of importance weights: the shape k of a generalised Pareto distribution (Vehtari et al. 2024, PSIS).
#pragma once

#include <span>

namespace inquest {

/// k-hat of the largest min(n / 5, 3 sqrt(n)) weights by the estimator of Zhang & Stephens (2009). Below 0.5 the
/// variance of the weights is finite; above 0.7 no error formed from them means anything. 0 where the largest weights
/// are all equal.
double pareto_shape(std::span<const double> log_weights);

}  // namespace inquest
