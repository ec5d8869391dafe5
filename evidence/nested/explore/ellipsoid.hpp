// Bounding ellipsoids of points, as large as points that were left out need them.
#pragma once

#include <optional>
#include <span>

#include <Eigen/Core>

#include "core/base/matrix_view.hpp"

namespace inquest {

/// {centre + lower y : |y| <= 1}
struct Ellipsoid {
  Eigen::VectorXd centre;   // [d]
  Eigen::MatrixXd lower;    // [d, d], Cholesky factor of the shape, radius included
  Eigen::MatrixXd inverse;  // [d, d], of `lower`
  double log_volume = 0;

  /// |y|^2 of a point [d]; at most 1 inside.
  double distance(std::span<const double> point) const;

  /// The same shape with another volume.
  void scale_to(double new_log_volume);
};

/// ln of the volume of the unit ball in d dimensions.
double log_ball_volume(std::size_t d);

/// The ellipsoid with the mean and covariance of rows of points [n, d], scaled so that every row would still lie inside
/// if mean and covariance were formed without it, then enlarged by `inflation` in volume. A further point of the
/// same distribution lies outside with a probability below 1 / (n + 1) (as in conformal prediction, Vovk et al. 2005).
/// Nothing where n is too small or the points are degenerate.
std::optional<Ellipsoid> bounding_ellipsoid(ConstMatrixView points, std::span<const std::size_t> rows,
                                            double inflation);

/// The same for a ball, from one point on, and not smaller than a ball of `least_radius`.
Ellipsoid bounding_ball(ConstMatrixView points, std::span<const std::size_t> rows, double least_radius,
                        double inflation);

}  // namespace inquest
