// LeastSquares: a regression of columns of data on terms, on all rows and on all but a group of them at a time.
//
// Without the rows of group g, of terms Phi_g and residuals E_g of the whole fit, the coefficients move by
// -(Phi^T Phi - Phi_g^T Phi_g)^-1 Phi_g^T E_g, since Phi^T E = 0: twenty fits cost little more than one.
#pragma once

#include <vector>

#include "core/base/matrix_view.hpp"

namespace inquest {

struct LeastSquares {
  Matrix coefficients;  // [terms, p]
  Matrix inverse_gram;  // [terms, terms], (Phi^T Phi)^-1
};

/// What a regression leaves of rows.
struct Scatter {
  Matrix covariance;   // [p, p]
  double freedom = 0;  // rows less terms
};

struct PartialFit {
  LeastSquares regression;
  Scatter scatter;
};

/// Of values [n, p] on terms [n, terms].
LeastSquares least_squares(ConstMatrixView terms, ConstMatrixView values);

/// values - terms coefficients: [n, p].
Matrix residuals_of(const LeastSquares& regression, ConstMatrixView terms, ConstMatrixView values);

Scatter scatter_of(const LeastSquares& regression, ConstMatrixView terms, ConstMatrixView values);

/// The first of the rows of group g of n rows in `groups` groups of neighbours, one like the other.
std::size_t group_start(std::size_t g, std::size_t n, std::size_t groups);

/// The fits to all rows but those of each group; `regression` is that of all.
std::vector<PartialFit> without_groups(const LeastSquares& regression, ConstMatrixView terms, ConstMatrixView values,
                                       std::size_t groups);

}  // namespace inquest
