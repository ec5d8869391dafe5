#include "evidence/nested/explore/region.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <Eigen/Eigenvalues>

#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

using Rows = std::vector<std::size_t>;

constexpr int lloyd_steps = 8;
constexpr int exchange_steps = 4;
constexpr std::size_t fewest = 2;           // points per dimension for an ellipsoid of their own
constexpr std::size_t few = 4;              // where a ball may be the better choice
constexpr std::size_t ball_dimensions = 4;  // beyond, a ball around few points says nothing of their neighbourhood
constexpr double neighbours_within = 0.95;  // share of points whose nearest neighbour a ball of one point reaches
constexpr double worth_splitting = 0.9;     // of the volume that the parts may take

struct Fit {
  ConstMatrixView points;
  double log_volume_per_point;
  double least_radius;  // of a ball
  RegionOptions options;

  // The smaller of ellipsoid and ball for few points; both would hold each point if it were left out.
  std::optional<Ellipsoid> ellipsoid(const Rows& rows) const {
    const std::size_t d = points.cols();
    const auto n = static_cast<double>(rows.size());
    std::optional<Ellipsoid> result;
    if (rows.size() >= fewest * d) result = bounding_ellipsoid(points, rows, options.inflation);
    if (d <= ball_dimensions && rows.size() < few * d && !rows.empty()) {
      Ellipsoid ball = bounding_ball(points, rows, least_radius, options.inflation);
      if (!result || ball.log_volume < result->log_volume) result = std::move(ball);
    }
    if (!result) return result;
    const double least = log_volume_per_point + std::log(options.least * (n + 2 * std::sqrt(n) + 2));
    if (result->log_volume < least) result->scale_to(least);
    return result;
  }
};

// A distance that most points have to their nearest neighbour at most; 0 for more dimensions than balls are used in.
double usual_spacing(ConstMatrixView points) {
  if (points.rows() < 2 || points.cols() > ball_dimensions) return 0;
  std::vector<double> nearest(points.rows(), std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < points.rows(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      double squared = 0;
      for (std::size_t j = 0; j < points.cols(); ++j) squared += std::pow(points(i, j) - points(k, j), 2);
      nearest[i] = std::min(nearest[i], squared);
      nearest[k] = std::min(nearest[k], squared);
    }
  }
  const auto place =
      nearest.begin() + static_cast<std::ptrdiff_t>(neighbours_within * static_cast<double>(nearest.size()));
  std::ranges::nth_element(nearest, place);
  return std::sqrt(*place);
}

Rows part_of(const Rows& rows, const std::vector<bool>& second, bool which) {
  Rows part;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (second[i] == which) part.push_back(rows[i]);
  }
  return part;
}

// Columns are rows of the points along their principal axes, each of unit variance.
Eigen::MatrixXd whitened(ConstMatrixView points, const Rows& rows) {
  Eigen::MatrixXd y(static_cast<Eigen::Index>(points.cols()), static_cast<Eigen::Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    y.col(static_cast<Eigen::Index>(i)) = Eigen::Map<const Eigen::VectorXd>(points.row(rows[i]).data(), y.rows());
  }
  y.colwise() -= y.rowwise().mean().eval();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> axes(y * y.transpose() / static_cast<double>(y.cols()));
  const Eigen::VectorXd scale = axes.eigenvalues().cwiseMax(std::numeric_limits<double>::min()).cwiseSqrt();
  return scale.cwiseInverse().asDiagonal() * axes.eigenvectors().transpose() * y;
}

using Centres = std::array<Eigen::VectorXd, 2>;

// Either side of the axis with the lightest tails, along which parts of like size would lie.
Centres along_lightest(const Eigen::MatrixXd& y) {
  Eigen::Index axis = 0;
  y.array().square().square().rowwise().sum().minCoeff(&axis);
  return {-Eigen::VectorXd::Unit(y.rows(), axis), Eigen::VectorXd::Unit(y.rows(), axis)};
}

// The farthest point and the one farthest from it, for a small part that lies apart.
Centres farthest(const Eigen::MatrixXd& y) {
  Eigen::Index first = 0;
  Eigen::Index second = 0;
  y.colwise().squaredNorm().maxCoeff(&first);
  (y.colwise() - y.col(first)).colwise().squaredNorm().maxCoeff(&second);
  return {y.col(first), y.col(second)};
}

// Two means (Lloyd 1982): which points are nearer to the second.
std::vector<bool> two_means(const Eigen::MatrixXd& y, Centres centres) {
  std::vector<bool> second(static_cast<std::size_t>(y.cols()));
  for (int step = 0; step < lloyd_steps; ++step) {
    const Eigen::VectorXd normal = centres[1] - centres[0];
    const double middle = 0.5 * normal.dot(centres[0] + centres[1]);
    const Eigen::VectorXd along = y.transpose() * normal;
    Eigen::VectorXd sums[2] = {Eigen::VectorXd::Zero(y.rows()), Eigen::VectorXd::Zero(y.rows())};
    double counts[2] = {0, 0};
    for (Eigen::Index i = 0; i < y.cols(); ++i) {
      const bool right = along[i] > middle;
      second[static_cast<std::size_t>(i)] = right;
      sums[right] += y.col(i);
      counts[right] += 1;
    }
    if (counts[0] == 0 || counts[1] == 0) break;
    for (int k = 0; k < 2; ++k) centres[k] = sums[k] / counts[k];
  }
  return second;
}

double unbounded_distance(const Ellipsoid& ellipsoid, std::span<const double> point) {
  const Eigen::Map<const Eigen::VectorXd> x(point.data(), ellipsoid.centre.size());
  return (ellipsoid.inverse.triangularView<Eigen::Lower>() * (x - ellipsoid.centre)).squaredNorm();
}

struct Halves {
  Rows rows[2];
  std::optional<Ellipsoid> ellipsoids[2];

  Halves(const Fit& fit, const Rows& all, const std::vector<bool>& second) {
    for (const bool k : {false, true}) {
      rows[k] = part_of(all, second, k);
      ellipsoids[k] = fit.ellipsoid(rows[k]);
    }
  }
  bool valid() const { return ellipsoids[0] && ellipsoids[1]; }
  double log_volume() const { return log_add(ellipsoids[0]->log_volume, ellipsoids[1]->log_volume); }
};

// Gives each point to the ellipsoid that would need the smaller volume to reach it.
std::vector<bool> exchanged(const Fit& fit, const Rows& rows, const Halves& halves) {
  const double half_d = 0.5 * static_cast<double>(fit.points.cols());
  std::vector<bool> second(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    double needed[2];
    for (int k = 0; k < 2; ++k) {
      const Ellipsoid& ellipsoid = *halves.ellipsoids[k];
      needed[k] = ellipsoid.log_volume + half_d * std::log(unbounded_distance(ellipsoid, fit.points.row(rows[i])));
    }
    second[i] = needed[1] < needed[0];
  }
  return second;
}

double total_log_volume(const std::vector<Ellipsoid>& ellipsoids) {
  double total = -std::numeric_limits<double>::infinity();
  for (const Ellipsoid& ellipsoid : ellipsoids) total = log_add(total, ellipsoid.log_volume);
  return total;
}

std::vector<Ellipsoid> cover(const Fit& fit, const Rows& rows, const Ellipsoid& whole) {
  if (rows.size() < 2) return {whole};
  const Eigen::MatrixXd y = whitened(fit.points, rows);
  Halves halves(fit, rows, two_means(y, along_lightest(y)));
  Halves others(fit, rows, two_means(y, farthest(y)));
  if (others.valid() && (!halves.valid() || others.log_volume() < halves.log_volume())) halves = std::move(others);
  if (!halves.valid()) return {whole};
  for (int step = 0; step < exchange_steps; ++step) {
    Halves next(fit, rows, exchanged(fit, rows, halves));
    if (!next.valid() || next.log_volume() >= halves.log_volume()) break;
    halves = std::move(next);
  }
  std::vector<Ellipsoid> parts = cover(fit, halves.rows[0], *halves.ellipsoids[0]);
  for (Ellipsoid& part : cover(fit, halves.rows[1], *halves.ellipsoids[1])) parts.push_back(std::move(part));
  if (total_log_volume(parts) > whole.log_volume + std::log(worth_splitting)) return {whole};
  return parts;
}

}  // namespace

Region Region::around(ConstMatrixView u, double log_volume, const RegionOptions& options) {
  Region region(u.cols());
  Rows all(u.rows());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const Fit fit{u, log_volume - std::log(static_cast<double>(u.rows())), usual_spacing(u), options};
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
