#include "evidence/nested/explore/ellipsoid.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <Eigen/Cholesky>

namespace inquest {
namespace {

// Squared Mahalanobis distance of a point from the others, from that with itself included (Sherman & Morrison).
double left_out(double squared, double n) {
  const double leverage = n * squared / ((n - 1) * (n - 1));
  if (leverage >= 1) return std::numeric_limits<double>::infinity();
  return n * n * (n - 2) / ((n - 1) * (n - 1) * (n - 1)) * squared / (1 - leverage);
}

}  // namespace

double Ellipsoid::distance(std::span<const double> point) const {
  const auto d = static_cast<std::size_t>(centre.size());
  double sum = 0;
  for (std::size_t i = 0; i < d; ++i) {
    double y = 0;
    const double* row = inverse.data() + i;  // column-major
    for (std::size_t j = 0; j <= i; ++j) y += row[j * d] * (point[j] - centre[static_cast<Eigen::Index>(j)]);
    sum += y * y;
    if (sum > 1) return sum;
  }
  return sum;
}

void Ellipsoid::scale_to(double new_log_volume) {
  const double factor = std::exp((new_log_volume - log_volume) / static_cast<double>(centre.size()));
  lower *= factor;
  inverse /= factor;
  log_volume = new_log_volume;
}

double log_ball_volume(std::size_t d) {
  const double half = 0.5 * static_cast<double>(d);
  return half * std::log(std::numbers::pi) - std::lgamma(half + 1);
}

std::optional<Ellipsoid> bounding_ellipsoid(ConstMatrixView points, std::span<const std::size_t> rows,
                                            double inflation) {
  const std::size_t d = points.cols();
  if (rows.size() < d + 3) return std::nullopt;
  const auto n = static_cast<double>(rows.size());
  Eigen::MatrixXd centred(static_cast<Eigen::Index>(d), static_cast<Eigen::Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = points.row(rows[i]);
    centred.col(static_cast<Eigen::Index>(i)) = Eigen::Map<const Eigen::VectorXd>(row.data(), centred.rows());
  }
  Ellipsoid result;
  result.centre = centred.rowwise().mean();
  centred.colwise() -= result.centre;
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(centred.rows(), centred.rows());
  covariance.selfadjointView<Eigen::Lower>().rankUpdate(centred, 1 / (n - 1));
  const Eigen::LLT<Eigen::MatrixXd> factor(covariance);
  if (factor.info() != Eigen::Success) return std::nullopt;
  result.lower = factor.matrixL();
  result.inverse =
      result.lower.triangularView<Eigen::Lower>().solve(Eigen::MatrixXd::Identity(centred.rows(), centred.rows()));
  const double farthest = (result.inverse.triangularView<Eigen::Lower>() * centred).colwise().squaredNorm().maxCoeff();
  const double radius = std::sqrt(left_out(farthest, n));
  if (!std::isfinite(radius) || !std::isfinite(result.inverse.sum())) return std::nullopt;
  result.lower *= radius;
  result.inverse /= radius;
  result.log_volume = log_ball_volume(d) + result.lower.diagonal().array().log().sum();
  result.scale_to(result.log_volume + std::log(inflation));
  return result;
}

Ellipsoid bounding_ball(ConstMatrixView points, std::span<const std::size_t> rows, double least_radius,
                        double inflation) {
  const auto d = static_cast<Eigen::Index>(points.cols());
  const auto n = static_cast<double>(rows.size());
  const auto point = [&](std::size_t i) { return Eigen::Map<const Eigen::VectorXd>(points.row(i).data(), d); };
  Ellipsoid ball{Eigen::VectorXd::Zero(d), {}, {}, 0};
  for (const std::size_t i : rows) ball.centre += point(i) / n;
  double squared = 0;
  for (const std::size_t i : rows) squared = std::max(squared, (point(i) - ball.centre).squaredNorm());
  const double mean_without = rows.size() < 2 ? 1 : n / (n - 1);
  const double radius = std::max({std::sqrt(squared) * mean_without, least_radius, std::numeric_limits<double>::min()});
  ball.lower = radius * Eigen::MatrixXd::Identity(d, d);
  ball.inverse = Eigen::MatrixXd::Identity(d, d) / radius;
  ball.log_volume = log_ball_volume(points.cols()) + static_cast<double>(d) * std::log(radius);
  ball.scale_to(ball.log_volume + std::log(inflation));
  return ball;
}

}  // namespace inquest
