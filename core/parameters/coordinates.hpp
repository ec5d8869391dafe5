// Coordinates: the space in which densities over parameters are learned.
//
// A parameter is z = Phi^-1(F(theta)), with F the cumulative distribution of its prior: a real number, standard normal
// under the prior. A periodic one is the angle 2 pi (F(theta) - 1/2) in [-pi, pi), uniform under the prior: the ends of
// its prior are one point.
#pragma once

#include <span>
#include <vector>

#include "core/parameters/parameter_space.hpp"

namespace inquest {

class Coordinates {
 public:
  explicit Coordinates(const ParameterSpace& space);

  /// Columns that are angles.
  const std::vector<std::int64_t>& circular() const { return circular_; }

  /// From theta [n, d] and back, z [n, d]; theta on or beyond the edge of a prior gives infinities, but for periodic
  /// parameters, of whose angle any turn will do on the way back.
  void from_parameters(ConstMatrixView theta, MatrixView z) const;
  void to_parameters(ConstMatrixView z, MatrixView theta) const;

  /// ln |det d theta / d z| of each row, with theta = to_parameters(z).
  void log_abs_det(ConstMatrixView z, ConstMatrixView theta, std::span<double> out) const;

 private:
  const Prior& prior(std::int64_t column) const {
    return *space_.free_parameter(static_cast<std::size_t>(column)).prior;
  }
  Matrix real_part(ConstMatrixView z) const;

  ParameterSpace space_;
  std::vector<std::int64_t> circular_;
};

}  // namespace inquest
