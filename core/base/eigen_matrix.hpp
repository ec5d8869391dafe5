// Matrices of ours as Eigen sees them.
#pragma once

#include <Eigen/Core>

#include "core/base/matrix_view.hpp"

namespace inquest {

using EigenMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The values of `m` [n, d], not copied.
Eigen::Map<const EigenMatrix> as_eigen(ConstMatrixView m);

/// A copy of `m` [n, d].
Matrix to_matrix(const EigenMatrix& m);

}  // namespace inquest
