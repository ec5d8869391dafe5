#include "core/diagnostics/data_summaries.hpp"

#include <cmath>

#include <Eigen/Cholesky>

#include "core/base/eigen_matrix.hpp"
#include "core/parameters/coordinates.hpp"

namespace inquest {
namespace {

constexpr std::size_t most_numbers = 8;  // that stand for themselves

// Least squares with a prior on the weights: data of unit variance and noise, k weights of variance 1 / k each.
Eigen::MatrixXd regression(ConstMatrixView x, ConstMatrixView parameters) {
  const auto k = static_cast<Eigen::Index>(x.cols());
  Eigen::MatrixXd squares = as_eigen(x).transpose() * as_eigen(x);
  squares.diagonal().array() += static_cast<double>(k);
  return squares.llt().solve(as_eigen(x).transpose() * as_eigen(parameters));
}

}  // namespace

Matrix smooth_parameters(const ParameterSpace& space, ConstMatrixView theta) {
  const Coordinates coordinates = circles_and_normals(space);
  const std::size_t d = space.dimension();
  Matrix c(theta.rows(), d);
  coordinates.from_parameters(theta, c);
  Matrix result(theta.rows(), d + coordinates.circular().size());
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    std::size_t sine = d;
    for (std::size_t j = 0; j < d; ++j) {
      const bool angle = coordinates.chart(j) == Chart::angle;
      result(i, j) = angle ? std::cos(c(i, j)) : c(i, j);
      if (angle) result(i, sine++) = std::sin(c(i, j));
    }
  }
  return result;
}

DataSummaries::DataSummaries(const ParameterSpace& space, ConstMatrixView theta, ConstMatrixView x) {
  INQUEST_EXPECT(theta.rows() == x.rows() && x.rows() > 0);
  const auto k = static_cast<Eigen::Index>(x.cols());
  const bool few = x.cols() <= most_numbers;
  weights_ = few ? Eigen::MatrixXd::Identity(k, k).eval() : regression(x, smooth_parameters(space, theta));
}

Matrix DataSummaries::apply(ConstMatrixView x) const { return to_matrix(as_eigen(x) * weights_); }

}  // namespace inquest
