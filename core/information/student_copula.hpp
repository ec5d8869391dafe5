// The copula of Student's t: columns that are extreme together, as those with one fluctuating scale are.
//
//   s_j = T_nu^-1(Phi(z_j)),   c(z) = t_nu(s; R) / prod_j t_nu(s_j)   (Demarta & McNeil 2005)
//
// R is a correlation matrix and nu the degrees of freedom; the copula of the normal distribution is its limit.
#pragma once

#include <optional>

#include <Eigen/Core>

#include "core/information/conditional_fit.hpp"

namespace inquest {

class StudentCopula {
 public:
  StudentCopula(Eigen::MatrixXd correlation, double dof);

  /// Fitted to normal scores [n, d], R by expectation-maximisation (Liu & Rubin 1995) and nu by its profile; nothing
  /// where nu = 40 does no better than the normal copula, or where rows lie on a plane.
  static std::optional<StudentCopula> fit(ConstMatrixView scores);

  const Eigen::MatrixXd& correlation() const { return correlation_; }
  double dof() const { return dof_; }

  /// ln p of columns [first, first + count) of normal scores [n, d], each of which is normal.
  void log_density(ConstMatrixView scores, std::size_t first, std::size_t count, std::span<double> out) const;

 private:
  Eigen::MatrixXd correlation_;
  double dof_;
};

/// p(y | c) under the copula of (y, c).
ConditionalFit student_fit();

}  // namespace inquest
