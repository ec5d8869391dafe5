#include "evidence/nested/region.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/model/tail.hpp"

namespace inquest {
namespace {

using Rows = std::vector<std::size_t>;

constexpr int lloyd_steps = 8;
constexpr int exchange_steps = 4;
constexpr double worth_splitting = 0.9;  // of the volume that the parts may take

struct Fit {
  ConstMatrixView points;
  double log_volume_per_point;
  RegionOptions options;

  std::optional<Ellipsoid> ellipsoid(const Rows& rows) const {
    auto result = bounding_ellipsoid(points, rows, options.inflation);
    if (!result) return result;
    const double least = log_volume_per_point + std::log(options.least * static_cast<double>(rows.size()));
    if (result->log_volume < least) result->scale_to(least);
    return result;
  }
};

Rows part_of(const Rows& rows, const std::vector<bool>& second, bool which) {
  Rows part;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (second[i] == which) part.push_back(rows[i]);
  }
  return part;
}

// Columns of rows in the coordinates in which their ellipsoid is a ball.
Eigen::MatrixXd whitened(ConstMatrixView points, const Rows& rows, const Ellipsoid& whole) {
  Eigen::MatrixXd y(whole.centre.size(), static_cast<Eigen::Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    y.col(static_cast<Eigen::Index>(i)) = Eigen::Map<const Eigen::VectorXd>(points.row(rows[i]).data(), y.rows());
  }
  return whole.inverse.triangularView<Eigen::Lower>() * (y.colwise() - whole.centre);
}

// Two means (Lloyd 1982), from the farthest point and the one farthest from it.
std::vector<bool> two_means(const Eigen::MatrixXd& y) {
  Eigen::Index first = 0;
  Eigen::Index second = 0;
  y.colwise().squaredNorm().maxCoeff(&first);
  (y.colwise() - y.col(first)).colwise().squaredNorm().maxCoeff(&second);
  Eigen::VectorXd centres[2] = {y.col(first), y.col(second)};
  std::vector<bool> side(static_cast<std::size_t>(y.cols()));
  for (int step = 0; step < lloyd_steps; ++step) {
    const Eigen::VectorXd normal = centres[1] - centres[0];
    const double middle = 0.5 * normal.dot(centres[0] + centres[1]);
    Eigen::VectorXd sums[2] = {Eigen::VectorXd::Zero(y.rows()), Eigen::VectorXd::Zero(y.rows())};
    double counts[2] = {0, 0};
    const Eigen::VectorXd along = y.transpose() * normal;
    for (Eigen::Index i = 0; i < y.cols(); ++i) {
      const bool right = along[i] > middle;
      side[static_cast<std::size_t>(i)] = right;
      sums[right] += y.col(i);
      counts[right] += 1;
    }
    if (counts[0] == 0 || counts[1] == 0) break;
    for (int k = 0; k < 2; ++k) centres[k] = sums[k] / counts[k];
  }
  return side;
}

double unbounded_distance(const Ellipsoid& ellipsoid, std::span<const double> point) {
  const Eigen::Map<const Eigen::VectorXd> x(point.data(), ellipsoid.centre.size());
  return (ellipsoid.inverse.triangularView<Eigen::Lower>() * (x - ellipsoid.centre)).squaredNorm();
}

// Gives each point to the ellipsoid that would grow to the smaller volume to hold it.
bool exchange(const Fit& fit, const Rows& rows, const Ellipsoid& a, const Ellipsoid& b, std::vector<bool>& second) {
  const double d = static_cast<double>(fit.points.cols());
  bool changed = false;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto point = fit.points.row(rows[i]);
    const double volume_a = a.log_volume + 0.5 * d * std::log(unbounded_distance(a, point));
    const double volume_b = b.log_volume + 0.5 * d * std::log(unbounded_distance(b, point));
    const bool to_b = volume_b < volume_a;
    changed |= to_b != second[i];
    second[i] = to_b;
  }
  return changed;
}

double total_log_volume(const std::vector<Ellipsoid>& ellipsoids) {
  double total = -std::numeric_limits<double>::infinity();
  for (const Ellipsoid& ellipsoid : ellipsoids) total = log_add(total, ellipsoid.log_volume);
  return total;
}

std::vector<Ellipsoid> cover(const Fit& fit, const Rows& rows, const Ellipsoid& whole) {
  std::vector<bool> second = two_means(whitened(fit.points, rows, whole));
  std::optional<Ellipsoid> a;
  std::optional<Ellipsoid> b;
  for (int step = 0;; ++step) {
    a = fit.ellipsoid(part_of(rows, second, false));
    b = fit.ellipsoid(part_of(rows, second, true));
    if (!a || !b) return {whole};
    if (step == exchange_steps || !exchange(fit, rows, *a, *b, second)) break;
  }
  std::vector<Ellipsoid> parts = cover(fit, part_of(rows, second, false), *a);
  for (Ellipsoid& part : cover(fit, part_of(rows, second, true), *b)) parts.push_back(std::move(part));
  if (total_log_volume(parts) > whole.log_volume + std::log(worth_splitting)) return {whole};
  return parts;
}

}  // namespace

Region Region::around(ConstMatrixView u, double log_volume, const RegionOptions& options) {
  Region region(u.cols());
  Rows all(u.rows());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const Fit fit{u, log_volume - std::log(static_cast<double>(u.rows())), options};
  const auto whole = fit.ellipsoid(all);
  if (!whole) return region;
  std::vector<Ellipsoid> ellipsoids = options.split ? cover(fit, all, *whole) : std::vector{*whole};
  const double total = total_log_volume(ellipsoids);
  if (total >= 0) return region;  // the cube is smaller
  double sum = 0;
  for (const Ellipsoid& ellipsoid : ellipsoids) {
    region.cumulative_.push_back(sum += std::exp(ellipsoid.log_volume - total));
  }
  region.ellipsoids_ = std::move(ellipsoids);
  return region;
}

void Region::draw(Random& random, MatrixView u) const {
  if (whole_cube()) {
    for (double& value : u.values()) value = random.uniform();
    return;
  }
  for (std::size_t i = 0; i < u.rows(); ++i) draw_one(random, u.row(i));
}

// An ellipsoid by its volume, a point of it, kept with one over the number of ellipsoids that hold it.
void Region::draw_one(Random& random, std::span<double> u) const {
  const auto d = static_cast<Eigen::Index>(dimension_);
  Eigen::VectorXd y(d);
  for (;;) {
    const auto chosen = std::ranges::lower_bound(cumulative_, random.uniform() * cumulative_.back());
    const Ellipsoid& ellipsoid = ellipsoids_[static_cast<std::size_t>(chosen - cumulative_.begin())];
    for (double& value : y) value = random.normal();
    y *= std::pow(random.uniform(), 1 / static_cast<double>(d)) / y.norm();
    Eigen::Map<Eigen::VectorXd> point(u.data(), d);
    point.noalias() = ellipsoid.centre + ellipsoid.lower.triangularView<Eigen::Lower>() * y;
    if (point.minCoeff() < 0 || point.maxCoeff() > 1) continue;
    if (ellipsoids_.size() == 1) return;
    double holding = 0;
    for (const Ellipsoid& other : ellipsoids_) holding += other.distance(u) <= 1 ? 1 : 0;
    if (holding <= 1 || random.uniform() * holding <= 1) return;
  }
}

}  // namespace inquest
