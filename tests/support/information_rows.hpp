// Rows whose mutual information is known.
#pragma once

#include <cmath>

#include "core/base/matrix_view.hpp"
#include "core/base/random.hpp"

namespace inquest::testing {

/// Columns x, y, z: x and y are normal with correlation rho once z, which is added to both, is taken away.
inline Matrix correlated_rows(std::size_t rows, double rho, double of_z, Seed seed) {
  Random random(seed);
  Matrix columns(rows, 3);
  for (std::size_t i = 0; i < rows; ++i) {
    const double z = random.normal(), x = random.normal();
    columns(i, 0) = x + of_z * z;
    columns(i, 1) = rho * x + std::sqrt(1 - rho * rho) * random.normal() + of_z * z;
    columns(i, 2) = z;
  }
  return columns;
}

/// -ln(1 - rho^2) / 2
inline double normal_information(double rho) { return -0.5 * std::log1p(-rho * rho); }

}  // namespace inquest::testing
