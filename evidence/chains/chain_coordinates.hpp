// The coordinates in which densities are fitted to draws: unbounded, of mean zero and unit covariance.
//
// A parameter whose prior ends on one side or on both goes through Phi^-1((theta - a) / (b - a)); where only one end is
// known the other lies beyond the draws by their spread. All are then shifted and multiplied by the inverse of the
// Cholesky factor of their covariance.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "core/chains/chain_draws.hpp"

namespace inquest {

class ChainCoordinates {
 public:
  /// Fitted to rows theta [n, d] with weights [n]; throws Error(data) where their covariance is singular.
  ChainCoordinates(const ChainDraws& draws, ConstMatrixView theta, std::span<const double> weights);

  /// z [n, d] of theta [n, d], with ln |det d theta / d z| [n]; rows at or beyond an end are infinite or NaN.
  Matrix to_z(ConstMatrixView theta, std::span<double> log_det) const;

  /// Whether each row of z [n, d] lies in the box, parameter by parameter, that the draws it was fitted to span: inside
  /// of what the prior allows, where that is a box, known or not.
  std::vector<bool> in_box(ConstMatrixView z) const;

 private:
  struct Column {
    double lower, upper;    // ends of the prior, infinite: none
    double least, largest;  // of the draws, unbounded
  };

  static Column column_of(const std::string& name, const ChainDraws::Range& range, ConstMatrixView theta,
                          std::size_t j);
  Matrix unbounded(ConstMatrixView theta, std::span<double> log_det) const;

  std::vector<Column> columns_;
  Eigen::VectorXd mean_;
  Eigen::MatrixXd lower_;  // of the covariance
  double log_det_ = 0;
};

}  // namespace inquest
