#include "core/infer/least_squares.hpp"

#include <Eigen/Cholesky>
#include <algorithm>

#include "core/base/error.hpp"

namespace inquest {
namespace {

using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Map = Eigen::Map<const Square>;

Map map(ConstMatrixView m) {
  return {m.data(), static_cast<Eigen::Index>(m.rows()), static_cast<Eigen::Index>(m.cols())};
}

Matrix to_matrix(const Square& from) {
  Matrix result(static_cast<std::size_t>(from.rows()), static_cast<std::size_t>(from.cols()));
  std::copy_n(from.data(), from.size(), result.values().begin());
  return result;
}

// The inverse of a Gram matrix of terms.
Square inverse_of(const Square& gram) {
  return Eigen::LDLT<Square>(gram).solve(Square::Identity(gram.rows(), gram.cols()));
}

double freedom_of(std::size_t rows, std::size_t terms) {
  return static_cast<double>(rows) - static_cast<double>(terms);
}

}  // namespace

LeastSquares least_squares(ConstMatrixView terms, ConstMatrixView values) {
  const Square gram = map(terms).transpose() * map(terms);
  const Square cross = map(terms).transpose() * map(values);
  return {to_matrix(Eigen::LDLT<Square>(gram).solve(cross)), to_matrix(inverse_of(gram))};
}

Matrix residuals_of(const LeastSquares& regression, ConstMatrixView terms, ConstMatrixView values) {
  return to_matrix(map(values) - map(terms) * map(regression.coefficients));
}

Scatter scatter_of(const LeastSquares& regression, ConstMatrixView terms, ConstMatrixView values) {
  const Matrix left = residuals_of(regression, terms, values);
  const double freedom = freedom_of(terms.rows(), terms.cols());
  return {to_matrix(map(left).transpose() * map(left) / freedom), freedom};
}

std::size_t group_start(std::size_t g, std::size_t n, std::size_t groups) { return g * n / groups; }

std::vector<PartialFit> without_groups(const LeastSquares& regression, ConstMatrixView terms, ConstMatrixView values,
                                       std::size_t groups) {
  const std::size_t n = terms.rows();
  INQUEST_EXPECT(groups > 1 && groups <= n && values.rows() == n);
  const Matrix left = residuals_of(regression, terms, values);
  const Square gram = map(terms).transpose() * map(terms);
  const Square products = map(left).transpose() * map(left);
  std::vector<PartialFit> result;
  for (std::size_t g = 0; g < groups; ++g) {
    const std::size_t first = group_start(g, n, groups), count = group_start(g + 1, n, groups) - first;
    const auto phi = map(terms.rows(first, count)), of_group = map(left.view().rows(first, count));
    const Square cross = phi.transpose() * of_group;
    const Square inverse = inverse_of(gram - phi.transpose() * phi);
    const Square shift = -inverse * cross;
    const double freedom = freedom_of(n - count, terms.cols());
    const Square kept = products - of_group.transpose() * of_group + shift.transpose() * cross;
    result.push_back(
        {{to_matrix(map(regression.coefficients) + shift), to_matrix(inverse)}, {to_matrix(kept / freedom), freedom}});
  }
  return result;
}

}  // namespace inquest
