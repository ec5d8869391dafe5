// Coordinates: a chart for each free parameter, in which densities over parameters are learned and explored.
//
// With F the cumulative distribution of a parameter's prior,
//
//   normal     Phi^-1(F)            a real number, N(0, 1) under the prior
//   unit       F                    flat in [0, 1]
//   centred    2 sqrt(3) (F - 1/2)  flat, of unit variance
//   angle      2 pi (F - 1/2)       flat in [-pi, pi); the ends of a periodic parameter's prior are one point
//
// A parameter of a multivariate normal prior is always normal.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/parameters/parameter_space.hpp"

namespace inquest {

enum class Chart { normal, unit, centred, angle };

class Coordinates {
 public:
  /// The chart of each free parameter, by its prior; `chart` sees no parameter of a multivariate normal prior.
  Coordinates(const ParameterSpace& space, const std::function<Chart(const Parameter&)>& chart);

  std::size_t size() const { return charts_.size(); }
  Chart chart(std::size_t column) const { return charts_[column]; }

  /// Columns that are angles.
  const std::vector<std::int64_t>& circular() const { return circular_; }

  /// From theta [n, d] and back, c [n, d]; theta on or beyond the edge of a prior gives infinities in normal charts. Of
  /// angles any turn will do on the way back.
  void from_parameters(ConstMatrixView theta, MatrixView c) const;
  void to_parameters(ConstMatrixView c, MatrixView theta) const;

  /// ln |det d theta / d c| of each row, with theta = to_parameters(c).
  void log_abs_det(ConstMatrixView c, ConstMatrixView theta, std::span<double> out) const;

  /// Derivatives [n, d] by theta [n, d] from those by c, in place.
  void gradient_by_parameters(ConstMatrixView theta, MatrixView gradient) const;

  /// From the unconstrained z [n, d] of the space and back; in and out may be the same.
  void from_unconstrained(ConstMatrixView z, MatrixView c) const;
  void to_unconstrained(ConstMatrixView c, MatrixView z) const;

  /// ln of the prior's density in c of each row; -infinity at and beyond the ends of flat charts.
  void log_prior(ConstMatrixView c, std::span<double> out) const;

 private:
  const Prior& prior(std::size_t column) const { return *space_.free_parameter(column).prior; }
  Matrix normal_part(ConstMatrixView c) const;

  ParameterSpace space_;
  std::vector<Chart> charts_;  // [d]
  std::vector<std::int64_t> circular_;
};

/// Where posteriors are learned: angles for periodic parameters, normal for all others.
Coordinates circles_and_normals(const ParameterSpace& space);

/// Where regressions on parameters are smooth: `flat` for those with two finite ends, normal for all others.
Coordinates flat_where_bounded(const ParameterSpace& space, Chart flat);

/// Where fitted densities are bent least: unit for uniform and log-uniform priors, normal for all others.
Coordinates unit_where_flat(const ParameterSpace& space);

}  // namespace inquest
