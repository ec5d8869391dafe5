// The probability that a normal vector lies in a box: Genz (1992), J. Comp. Graph. Stat. 1, 141.
//
// With the Cholesky factor of the covariance the integral over the box is one over the unit cube, of a product of
// one-dimensional probabilities, each bounded by the coordinates before it. It is averaged over a fixed set of points
// (Richtmyer's, 2^11, antithetic): the same numbers give the same answer, exact in one dimension and where the
// covariance is diagonal, else to about 1e-3 of itself in up to ten dimensions.
#pragma once

#include <span>

#include "core/base/matrix_view.hpp"

namespace inquest {

/// ln P(lower < t < upper) of t ~ N(mean, L L^T), L [d, d] lower triangular with a positive diagonal; ends may be
/// infinite. -infinity where no point sees any of it.
double log_box_probability(std::span<const double> mean, ConstMatrixView lower_factor, std::span<const double> lower,
                           std::span<const double> upper);

}  // namespace inquest
