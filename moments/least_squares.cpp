#include "moments/least_squares.hpp"

#include <Eigen/Cholesky>

#include "core/base/eigen_matrix.hpp"
#include "core/base/error.hpp"

namespace inquest {
namespace {

// The inverse of a Gram matrix of terms.
EigenMatrix inverse_of(const EigenMatrix& gram) {
  return Eigen::LDLT<EigenMatrix>(gram).solve(EigenMatrix::Identity(gram.rows(), gram.cols()));
}

double freedom_of(std::size_t rows, std::size_t terms) {
  return static_cast<double>(rows) - static_cast<double>(terms);
}

}  // namespace

LeastSquares least_squares(ConstMatrixView terms, ConstMatrixView values) {
  const EigenMatrix gram = as_eigen(terms).transpose() * as_eigen(terms);
  const EigenMatrix cross = as_eigen(terms).transpose() * as_eigen(values);
  return {to_matrix(Eigen::LDLT<EigenMatrix>(gram).solve(cross)), to_matrix(inverse_of(gram))};
}

Matrix residuals_of(const LeastSquares& regression, ConstMatrixView terms, ConstMatrixView values) {
  return to_matrix(as_eigen(values) - as_eigen(terms) * as_eigen(regression.coefficients));
}

Scatter scatter_of(const LeastSquares& regression, ConstMatrixView terms, ConstMatrixView values) {
  const Matrix left = residuals_of(regression, terms, values);
  const double freedom = freedom_of(terms.rows(), terms.cols());
  return {to_matrix(as_eigen(left).transpose() * as_eigen(left) / freedom), freedom};
}

std::size_t group_start(std::size_t g, std::size_t n, std::size_t groups) { return g * n / groups; }

std::vector<PartialFit> without_groups(const LeastSquares& regression, ConstMatrixView terms, ConstMatrixView values,
                                       std::size_t groups) {
  const std::size_t n = terms.rows();
  INQUEST_EXPECT(groups > 1 && groups <= n && values.rows() == n);
  const Matrix left = residuals_of(regression, terms, values);
  const EigenMatrix gram = as_eigen(terms).transpose() * as_eigen(terms);
  const EigenMatrix products = as_eigen(left).transpose() * as_eigen(left);
  std::vector<PartialFit> result;
  for (std::size_t g = 0; g < groups; ++g) {
    const std::size_t first = group_start(g, n, groups), count = group_start(g + 1, n, groups) - first;
    const auto phi = as_eigen(terms.rows(first, count)), of_group = as_eigen(left.view().rows(first, count));
    const EigenMatrix cross = phi.transpose() * of_group;
    const EigenMatrix inverse = inverse_of(gram - phi.transpose() * phi);
    const EigenMatrix shift = -inverse * cross;
    const double freedom = freedom_of(n - count, terms.cols());
    const EigenMatrix kept = products - of_group.transpose() * of_group + shift.transpose() * cross;
    result.push_back({{to_matrix(as_eigen(regression.coefficients) + shift), to_matrix(inverse)},
                      {to_matrix(kept / freedom), freedom}});
  }
  return result;
}

}  // namespace inquest
