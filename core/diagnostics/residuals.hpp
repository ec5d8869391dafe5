// Standardised residuals of posterior moments on held-out simulations: mean 0 and variance 1, whatever the posterior's
// shape, where mean and covariance are right (Jeffrey & Wandelt 2020, arXiv:2011.05991).
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/measured.hpp"

namespace inquest {

/// Residuals (theta - mean) / sd of one parameter over all rows.
struct ResidualTest {
  std::string name;
  Measured mean;                          // 0 where the means are right
  Measured variance;                      // mean square: 1 where means and variances are right
  double p_value = 1;                     // of both: chi-square of two normal numbers, asymptotically uniform
  std::array<Measured, 4> by_width = {};  // mean square in each quarter of the rows, from small to large sd
};

struct Residuals {
  std::size_t rows = 0;
  std::vector<ResidualTest> parameters;  // [d]
  Measured chi_square;                   // mean of r^T C^-1 r / d: 1 where covariances are right
  double joint_p = 1;                    // of it
};

/// For the truth [n, d], means [n, d] and covariances, each [d, d], at n >= 20 rows; throws Error(data) on a covariance
/// that is not positive definite.
Residuals residuals(const std::vector<std::string>& names, ConstMatrixView theta, ConstMatrixView means,
                    const std::vector<Matrix>& covariances);

}  // namespace inquest
