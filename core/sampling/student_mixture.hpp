// StudentMixture: Student's t of one width about many centres, a kernel estimate with tails.
#pragma once

#include <span>
#include <vector>

#include <Eigen/Core>

#include "core/base/matrix_view.hpp"
#include "core/base/random.hpp"

namespace inquest {

class StudentMixture {
 public:
  /// About `centres` [m, d], each with the scale matrix L L^T of the lower triangle L [d, d], not singular.
  StudentMixture(Matrix centres, Eigen::MatrixXd lower);

  /// About draws z [n, d] with weights [n], `centres` of them resampled, as wide as a kernel estimate of so many draws
  /// is (Silverman 1986, 4.14) with the covariance of the weighted draws. Directions in which these do not vary get a
  /// thousandth of the widest.
  static StudentMixture around(ConstMatrixView z, std::span<const double> weights, std::size_t centres, Seed seed);

  Matrix sample(std::size_t count, Random& random) const;

  /// Of rows z [n, d].
  void log_density(ConstMatrixView z, std::span<double> out) const;

 private:
  Matrix centres_;
  Eigen::MatrixXd lower_;
  double log_norm_;
};

}  // namespace inquest
