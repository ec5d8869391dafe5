#include "core/sampling/nuts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Cholesky>

#include "core/base/eigen_matrix.hpp"
#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr double wanted_acceptance = 0.8;
constexpr double beyond_doubles = 37.5;  // of a standard normal's coordinate: its tail is no double any more

double first_step_size(std::size_t dimension) { return std::pow(static_cast<double>(dimension), -0.25); }

// Of the rows, drawn towards its diagonal as if by d more rows, so that few rows do.
EigenMatrix covariance_of(ConstMatrixView draws) {
  const auto rows = as_eigen(draws);
  const EigenMatrix centred = rows.rowwise() - rows.colwise().mean();
  EigenMatrix covariance = centred.transpose() * centred / static_cast<double>(draws.rows() - 1);
  const double share = static_cast<double>(draws.rows()) / static_cast<double>(draws.rows() + draws.cols());
  const Eigen::VectorXd diagonal =
      covariance.diagonal().unaryExpr([](double variance) { return variance > 0 ? variance : 1.0; });
  covariance *= share;
  covariance.diagonal() = diagonal;
  return covariance;
}

bool in_range(const std::vector<double>& z) {
  return std::ranges::all_of(z, [](double value) { return std::abs(value) < beyond_doubles; });
}

}  // namespace

StepSize::StepSize(double start) : shrink_to_(std::log(2 * start)), log_trial_(std::log(start)) {}

void StepSize::update(double acceptance) {
  constexpr double forgetting = 10, gamma = 0.05, kappa = 0.75;
  ++updates_;
  const double weight = 1 / (updates_ + forgetting);
  error_sum_ = (1 - weight) * error_sum_ + weight * (wanted_acceptance - acceptance);
  log_trial_ = shrink_to_ - std::sqrt(updates_) / gamma * error_sum_;
  const double share = std::pow(updates_, -kappa);
  log_average_ = share * log_trial_ + (1 - share) * log_average_;
}

double StepSize::trial() const { return std::exp(log_trial_); }
double StepSize::settled() const { return updates_ > 0 ? std::exp(log_average_) : trial(); }

Nuts::Nuts(LogDensityGradient target, Matrix z, Seed seed)
    : target_(std::move(target)),
      random_(seed),
      z_(std::move(z)),
      gradient_(z_.rows(), z_.cols()),
      density_(z_.rows()),
      factor_(z_.cols(), z_.cols()),
      step_size_(first_step_size(z_.cols())) {
  INQUEST_EXPECT(z_.rows() >= 4);
  target_(z_, density_, gradient_);
  evaluations_ += z_.rows();
  check_log_density(z_, density_);
  check_starts(z_, density_);
  set_metric(z_);
}

void Nuts::set_metric(ConstMatrixView draws) {
  const EigenMatrix factor = covariance_of(draws).llt().matrixL();
  std::copy_n(factor.data(), factor.size(), factor_.values().begin());
  step_size_ = StepSize(step_size_.settled());
}

// At the end of a window the metric follows its draws.
void Nuts::adapt(double acceptance) {
  step_size_.update(acceptance);
  window_.insert(window_.end(), z_.values().begin(), z_.values().end());
  if (++window_steps_ < window_length_) return;
  set_metric({window_.data(), window_.size() / z_.cols(), z_.cols()});
  window_.clear();
  window_steps_ = 0;
  window_length_ *= 2;
}

std::vector<NutsTree> Nuts::begin() {
  std::vector<NutsTree> trees;
  for (std::size_t i = 0; i < z_.rows(); ++i) {
    PhasePoint start{{z_.row(i).begin(), z_.row(i).end()},
                     std::vector<double>(z_.cols()),
                     {gradient_.row(i).begin(), gradient_.row(i).end()},
                     density_[i]};
    random_.normal(start.momentum);
    trees.emplace_back(std::move(start), random_);
  }
  return trees;
}

void Nuts::kick(PhasePoint& point, double size) const {
  for (std::size_t j = 0; j < point.momentum.size(); ++j) {
    double force = 0;
    for (std::size_t i = j; i < point.z.size(); ++i) force += factor_(i, j) * point.gradient[i];
    point.momentum[j] += 0.5 * size * force;
  }
}

// The leapfrog step up to the gradient at its end.
PhasePoint Nuts::half_step(const NutsTree& tree, double size) const {
  PhasePoint point = tree.edge();
  kick(point, size);
  for (std::size_t i = 0; i < point.z.size(); ++i) {
    double speed = 0;
    for (std::size_t j = 0; j <= i; ++j) speed += factor_(i, j) * point.momentum[j];
    point.z[i] += size * speed;
  }
  return point;
}

// Places that lie beyond any prior's tail count as vanishing density.
void Nuts::evaluate(std::vector<PhasePoint>& points) {
  std::vector<PhasePoint*> asked;
  for (PhasePoint& point : points) {
    point.log_density = -std::numeric_limits<double>::infinity();
    if (in_range(point.z)) asked.push_back(&point);
  }
  Matrix z(asked.size(), z_.cols()), gradient(asked.size(), z_.cols());
  std::vector<double> density(asked.size());
  for (std::size_t i = 0; i < asked.size(); ++i) std::ranges::copy(asked[i]->z, z.row(i).begin());
  target_(z, density, gradient);
  evaluations_ += asked.size();
  check_log_density(z, density);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    asked[i]->log_density = density[i];
    std::ranges::copy(gradient.row(i), asked[i]->gradient.begin());
  }
}

// One leapfrog step of each tree that still grows.
void Nuts::advance(std::vector<NutsTree>& trees, double size) {
  std::vector<NutsTree*> growing;
  std::vector<PhasePoint> points;
  for (NutsTree& tree : trees) {
    if (tree.finished()) continue;
    growing.push_back(&tree);
    points.push_back(half_step(tree, tree.direction() * size));
  }
  evaluate(points);
  for (std::size_t i = 0; i < growing.size(); ++i) {
    if (std::isfinite(points[i].log_density)) kick(points[i], growing[i]->direction() * size);
    growing[i]->extend(std::move(points[i]), random_);
  }
}

void Nuts::step(bool tune) {
  const double size = tune ? step_size_.trial() : step_size_.settled();
  std::vector<NutsTree> trees = begin();
  while (!std::ranges::all_of(trees, &NutsTree::finished)) advance(trees, size);
  double acceptance = 0;
  for (std::size_t i = 0; i < trees.size(); ++i) {
    const PhasePoint& draw = trees[i].draw();
    std::ranges::copy(draw.z, z_.row(i).begin());
    std::ranges::copy(draw.gradient, gradient_.row(i).begin());
    density_[i] = draw.log_density;
    acceptance += trees[i].acceptance() / static_cast<double>(trees.size());
    if (!tune && trees[i].divergent()) ++divergences_;
  }
  if (tune) adapt(acceptance);
}

}  // namespace inquest
