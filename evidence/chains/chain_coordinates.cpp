#include "evidence/chains/chain_coordinates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Cholesky>

#include "core/base/eigen_matrix.hpp"
#include "core/base/gather.hpp"
#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double least_independence = 1e-6;  // of a parameter: its deviation at given others over that of all draws

struct WeightedRows {
  Eigen::MatrixXd x;        // [d, n]
  Eigen::VectorXd weights;  // [n], of sum one
};

// Without draws on an end of the prior.
WeightedRows finite_rows(const Matrix& x, std::span<const double> weights) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < x.rows(); ++i) {
    if (std::ranges::all_of(x.row(i), [](double value) { return std::isfinite(value); })) rows.push_back(i);
  }
  INQUEST_VALIDATE(!rows.empty(), data, "all draws lie on an end of a prior (a density is over what lies between)");
  WeightedRows result{as_eigen(rows_at(x, rows)).transpose(), Eigen::VectorXd(static_cast<Eigen::Index>(rows.size()))};
  for (std::size_t i = 0; i < rows.size(); ++i) result.weights(static_cast<Eigen::Index>(i)) = weights[rows[i]];
  result.weights /= result.weights.sum();
  return result;
}

// The Cholesky factor of a covariance.
Eigen::MatrixXd factor_of(const Eigen::MatrixXd& covariance) {
  const Eigen::VectorXd scale = covariance.diagonal().cwiseSqrt();
  const Eigen::VectorXd inverse = scale.cwiseInverse();
  const Eigen::LLT<Eigen::MatrixXd> factor(inverse.asDiagonal() * covariance * inverse.asDiagonal());
  const bool regular = factor.info() == Eigen::Success && factor.matrixLLT().diagonal().minCoeff() > least_independence;
  INQUEST_VALIDATE(regular, data, "the draws lie on a plane (one parameter follows from the others, as derived ",
                   "parameters do, or there are too few draws); leave it out");
  return scale.asDiagonal() * factor.matrixL().toDenseMatrix();
}

}  // namespace

// Ends of the prior; those of the draws are found once they are unbounded.
ChainCoordinates::Column ChainCoordinates::column_of(const std::string& name, const ChainDraws::Range& range,
                                                     ConstMatrixView theta, std::size_t j) {
  double least = infinity, largest = -infinity;
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    least = std::min(least, theta(i, j));
    largest = std::max(largest, theta(i, j));
  }
  INQUEST_VALIDATE(least < largest, data, name, " is ", least, " in all draws (it is no parameter of a density); ",
                   "leave it out");
  Column column{range.lower, range.upper, least, largest};
  const bool from = std::isfinite(range.lower), to = std::isfinite(range.upper);
  if (from && !to) column.upper = 2 * largest - least;
  if (to && !from) column.lower = 2 * least - largest;
  return column;
}

ChainCoordinates::ChainCoordinates(const ChainDraws& draws, ConstMatrixView theta, std::span<const double> weights) {
  for (std::size_t j = 0; j < theta.cols(); ++j) {
    columns_.push_back(column_of(draws.names[j], draws.ranges[j], theta, j));
  }
  std::vector<double> ignored(theta.rows());
  const Matrix x = unbounded(theta, ignored);
  const WeightedRows rows = finite_rows(x, weights);
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    columns_[j].least = rows.x.row(static_cast<Eigen::Index>(j)).minCoeff();
    columns_[j].largest = rows.x.row(static_cast<Eigen::Index>(j)).maxCoeff();
  }
  mean_ = rows.x * rows.weights;
  const Eigen::MatrixXd centred = rows.x.colwise() - mean_;
  lower_ = factor_of(centred * rows.weights.asDiagonal() * centred.transpose());
  log_det_ = lower_.diagonal().array().log().sum();
}

Matrix ChainCoordinates::unbounded(ConstMatrixView theta, std::span<double> log_det) const {
  Matrix x(theta.rows(), theta.cols());
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    log_det[i] = 0;
    for (std::size_t j = 0; j < theta.cols(); ++j) {
      const auto& [lower, upper, least, largest] = columns_[j];
      if (!std::isfinite(lower)) {
        x(i, j) = theta(i, j);
        continue;
      }
      const double u = (theta(i, j) - lower) / (upper - lower);
      const bool high = u > 0.5;
      const double tail = (high ? upper - theta(i, j) : theta(i, j) - lower) / (upper - lower);
      const double quantile = tail > 0 ? normal_quantile_from_log(std::log(tail)) : -infinity;
      x(i, j) = high ? -quantile : quantile;
      log_det[i] += std::log(upper - lower) + log_normal_density(quantile);
    }
  }
  return x;
}

Matrix ChainCoordinates::to_z(ConstMatrixView theta, std::span<double> log_det) const {
  const Matrix x = unbounded(theta, log_det);
  for (double& value : log_det) value += log_det_;
  const Eigen::MatrixXd centred = as_eigen(x).transpose().colwise() - mean_;
  return to_matrix(EigenMatrix(lower_.triangularView<Eigen::Lower>().solve(centred).transpose()));
}

std::vector<bool> ChainCoordinates::in_box(ConstMatrixView z) const {
  const Eigen::MatrixXd x = (lower_ * as_eigen(z).transpose()).colwise() + mean_;  // [d, n]
  std::vector<bool> inside(z.rows());
  for (std::size_t i = 0; i < z.rows(); ++i) {
    inside[i] = true;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      const double value = x(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(i));
      if (!(value >= columns_[j].least && value <= columns_[j].largest)) inside[i] = false;
    }
  }
  return inside;
}

}  // namespace inquest
