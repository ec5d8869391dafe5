#include "core/information/gaussian_mixture.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <Eigen/Cholesky>

#include "core/base/eigen_matrix.hpp"
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/information/columns.hpp"

namespace inquest {
namespace {

using Component = GaussianMixture::Component;
using Points = Eigen::MatrixXd;  // [d, n]

constexpr double ridge = 1e-6;  // of the variances, which keeps components off single rows
constexpr int most_steps = 200;
constexpr double enough = 1e-5;      // gain of the mean log density in a step
constexpr double rows_a_number = 2;  // at least, of several components

Points points_of(ConstMatrixView rows) { return as_eigen(rows).transpose(); }

Eigen::RowVectorXd log_densities(const Component& component, const Points& points) {
  const Eigen::LLT<Eigen::MatrixXd> factor(component.covariance);
  const Points off = points.colwise() - component.mean;
  const Points whitened = factor.matrixL().solve(off);
  const double log_norm = std::log(component.weight) - factor.matrixLLT().diagonal().array().log().sum() -
                          0.5 * static_cast<double>(points.rows()) * std::log(2 * std::numbers::pi);
  return log_norm - 0.5 * whitened.colwise().squaredNorm().array();
}

// ln weight x density of each component [components, n].
Eigen::MatrixXd log_parts(const std::vector<Component>& components, const Points& points) {
  Eigen::MatrixXd parts(static_cast<Eigen::Index>(components.size()), points.cols());
  for (std::size_t k = 0; k < components.size(); ++k) {
    parts.row(static_cast<Eigen::Index>(k)) = log_densities(components[k], points);
  }
  return parts;
}

Eigen::RowVectorXd log_sums(const Eigen::MatrixXd& parts) {
  const Eigen::RowVectorXd largest = parts.colwise().maxCoeff();
  return largest.array() + (parts.rowwise() - largest).array().exp().colwise().sum().log();
}

// The component of points with these shares [n]; false where its covariance is singular.
bool set_moments(Component& component, const Points& points, const Eigen::RowVectorXd& shares) {
  const double mass = shares.sum();
  component.weight = mass / static_cast<double>(points.cols());
  component.mean = points * shares.transpose() / mass;
  const Points off = points.colwise() - component.mean;
  component.covariance = off * shares.asDiagonal() * off.transpose() / mass;
  component.covariance.diagonal().array() += ridge;
  return std::isfinite(mass) && mass > 1 && component.covariance.allFinite() &&
         Eigen::LLT<Eigen::MatrixXd>(component.covariance).info() == Eigen::Success;
}

// Places far from each other (k-means++, Arthur & Vassilvitskii 2007); each point belongs to the nearest.
Eigen::MatrixXd first_shares(const Points& points, std::size_t count, Random& random) {
  Eigen::RowVectorXd nearest = Eigen::RowVectorXd::Constant(points.cols(), 1);
  Eigen::MatrixXd squares(static_cast<Eigen::Index>(count), points.cols());
  for (Eigen::Index k = 0; k < squares.rows(); ++k) {
    double rest = random.uniform() * nearest.sum();
    Eigen::Index chosen = 0;
    while (chosen + 1 < points.cols() && (rest -= nearest[chosen]) > 0) ++chosen;
    squares.row(k) = (points.colwise() - points.col(chosen)).colwise().squaredNorm();
    nearest = k == 0 ? squares.row(0).eval() : nearest.cwiseMin(squares.row(k)).eval();
  }
  Eigen::MatrixXd shares = Eigen::MatrixXd::Zero(squares.rows(), squares.cols());
  for (Eigen::Index i = 0; i < squares.cols(); ++i) {
    Eigen::Index k = 0;
    squares.col(i).minCoeff(&k);
    shares(k, i) = 1;
  }
  return shares;
}

// Components of these shares [components, n]; those that are left with too little are dropped.
std::vector<Component> components_of(const Points& points, const Eigen::MatrixXd& shares) {
  std::vector<Component> components;
  for (Eigen::Index k = 0; k < shares.rows(); ++k) {
    Component component;
    if (set_moments(component, points, shares.row(k))) components.push_back(std::move(component));
  }
  double total = 0;
  for (const Component& component : components) total += component.weight;
  for (Component& component : components) component.weight /= total;
  return components;
}

double numbers_in(std::size_t components, std::size_t d) {
  return static_cast<double>(components * (1 + d + d * (d + 1) / 2));
}

Component part_of(const Component& whole, std::size_t first, std::size_t count) {
  const auto from = static_cast<Eigen::Index>(first), size = static_cast<Eigen::Index>(count);
  return {whole.weight, whole.mean.segment(from, size), whole.covariance.block(from, from, size, size)};
}

}  // namespace

std::optional<GaussianMixture> GaussianMixture::fit(ConstMatrixView rows, std::size_t components, Seed seed) {
  const double needed =
      components == 1 ? 2.0 * static_cast<double>(rows.cols()) : rows_a_number * numbers_in(components, rows.cols());
  if (static_cast<double>(rows.rows()) < needed) return std::nullopt;
  const Points points = points_of(rows);
  Random random(seed);
  std::vector<Component> now = components_of(points, first_shares(points, components, random));
  double before = -HUGE_VAL;
  for (int step = 0; step < most_steps && components > 1 && !now.empty(); ++step) {
    const Eigen::MatrixXd parts = log_parts(now, points);
    const Eigen::RowVectorXd sums = log_sums(parts);
    if (sums.mean() - before < enough) break;
    before = sums.mean();
    now = components_of(points, (parts.rowwise() - sums).array().exp());
  }
  if (now.empty()) return std::nullopt;
  return GaussianMixture(std::move(now));
}

GaussianMixture GaussianMixture::marginal(std::size_t first, std::size_t count) const {
  std::vector<Component> parts;
  for (const Component& component : components_) parts.push_back(part_of(component, first, count));
  return GaussianMixture(std::move(parts));
}

void GaussianMixture::log_density(ConstMatrixView rows, std::span<double> out) const {
  std::ranges::copy(log_sums(log_parts(components_, points_of(rows))), out.begin());
}

ConditionalFit mixture_fit(std::size_t components) {
  const auto fit = [components](ConstMatrixView y, ConstMatrixView c, Seed seed) -> ConditionalLogDensity {
    const auto joint = GaussianMixture::fit(side_by_side(y, c), components, seed);
    if (!joint) return {};
    return [joint = *joint, context = joint->marginal(y.cols(), c.cols())](
               ConstMatrixView targets, ConstMatrixView given, std::span<double> out) {
      joint.log_density(side_by_side(targets, given), out);
      if (given.cols() == 0) return;
      std::vector<double> of_given(out.size());
      context.log_density(given, of_given);
      for (std::size_t i = 0; i < out.size(); ++i) out[i] -= of_given[i];
    };
  };
  return {components == 1 ? "normal" : concat("mixture of ", components), components == 1 ? "normal" : "mixture", true,
          fit};
}

}  // namespace inquest
