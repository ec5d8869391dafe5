#include "core/base/eigen_matrix.hpp"

#include <algorithm>

namespace inquest {

Eigen::Map<const EigenMatrix> as_eigen(ConstMatrixView m) {
  return {m.data(), static_cast<Eigen::Index>(m.rows()), static_cast<Eigen::Index>(m.cols())};
}

Matrix to_matrix(const EigenMatrix& m) {
  Matrix result(static_cast<std::size_t>(m.rows()), static_cast<std::size_t>(m.cols()));
  std::copy_n(m.data(), m.size(), result.values().begin());
  return result;
}

}  // namespace inquest
