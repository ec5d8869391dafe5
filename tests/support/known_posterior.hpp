// A posterior that is known in closed form, and faults of it that calibration must find.
//
// theta ~ N(0, I) in three dimensions. x_0 = theta_0 + m + 0.3 e_0 with m = 1 in one case of five, else 0: two modes.
// x_1 = theta_1 + 0.5 e_1 and x_2 = theta_1 + theta_2 + 0.5 e_2, so that theta_1 and theta_2 are correlated at -0.4.
#pragma once

#include <cmath>
#include <string>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <Eigen/LU>

#include "core/base/random.hpp"
#include "core/diagnostics/held_out_draws.hpp"

namespace inquest::testing {

struct PosteriorFault {
  std::string name = "none";
  double width = 1;          // of all standard deviations
  double shift = 0;          // of the means, in standard deviations
  bool one_mode = false;     // the rarer mode is lost
  bool independent = false;  // theta_1 and theta_2 are not correlated
  bool forgets = false;      // the data: the prior in place of the posterior
  bool near_only = false;    // the fault is there where x is within 1 of known_observation, for 10% of simulations
};

inline constexpr double known_observation[] = {0.7, 0.4, -0.5};

inline ParameterSpace known_space() {
  return ParameterSpace::parse(ConfigNode::parse(
      "{a: {prior: {normal: [0, 1]}}, b: {prior: {normal: [0, 1]}}, c: {prior: {normal: [0, 1]}}}", "run.yaml"));
}

/// p(theta | x) or a faulty version of it.
class KnownPosterior final : public Posterior, public AmortisedPosterior {
 public:
  explicit KnownPosterior(const PosteriorFault& fault = {}) : fault_(fault) {
    Eigen::Matrix2d design{{1, 0}, {1, 1}};
    covariance_ = (Eigen::Matrix2d::Identity() + design.transpose() * design / 0.25).inverse();
    gain_ = covariance_ * design.transpose() / 0.25;
  }

  /// Draws [n, 3] at known_observation.
  Matrix draws_at_observation(std::size_t n, Seed seed) const {
    return at_each({known_observation, 1, 3})->sample(n, {&seed, 1}).theta;
  }

  /// n simulations: theta [n, 3] and x [n, 3].
  static std::pair<Matrix, Matrix> simulate(std::size_t n, Seed seed) {
    Matrix theta(n, 3);
    Random(seed.child("prior")).normal(theta.values());
    return {theta, simulate_at(theta, seed.child("data"))};
  }

  /// x [n, 3] of theta [n, 3].
  static Matrix simulate_at(const Matrix& theta, Seed seed) {
    Random random(seed);
    Matrix x(theta.rows(), 3);
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      const double mode = random.uniform() < 0.2 ? 1 : 0;
      x(i, 0) = theta(i, 0) + mode + 0.3 * random.normal();
      x(i, 1) = theta(i, 1) + 0.5 * random.normal();
      x(i, 2) = theta(i, 1) + theta(i, 2) + 0.5 * random.normal();
    }
    return x;
  }

  const ParameterSpace& space() const override { return space_; }
  std::size_t data_size() const override { return 3; }
  bool several_observations() const override { return false; }
  PosteriorCost cost() const override { return PosteriorCost::network_pass; }
  std::unique_ptr<Density> at(std::span<const double>) const override { return nullptr; }
  std::unique_ptr<DensityBatch> at_each(ConstMatrixView x) const override { return std::make_unique<Batch>(*this, x); }

 private:
  /// Two modes of theta_0 and the normal distribution of the others, at one x.
  struct At {
    double weight[2] = {};
    double mean[2] = {};
    double sd = 0;
    Eigen::Vector2d pair_mean;
    Eigen::Matrix2d factor;
  };

  At given(std::span<const double> x) const {
    const double distance =
        std::hypot(x[0] - known_observation[0], x[1] - known_observation[1], x[2] - known_observation[2]);
    return given(x, fault_.near_only && distance > 1 ? PosteriorFault{} : fault_);
  }

  At given(std::span<const double> x, const PosteriorFault& fault) const {
    const Eigen::Matrix2d covariance =
        fault.independent ? Eigen::Matrix2d(covariance_.diagonal().asDiagonal()) : covariance_;
    At at;
    const double precision = 1 + 1 / 0.09;
    at.sd = fault.width / std::sqrt(precision);
    for (int mode = 0; mode < 2; ++mode) {
      const double data = x[0] - mode;
      at.weight[mode] = (mode == 1 ? 0.2 : 0.8) * std::exp(-data * data / (2 * 1.09));
      at.mean[mode] = data / 0.09 / precision + fault.shift * at.sd;
    }
    if (fault.one_mode) at.weight[1] = 0;
    const double total = at.weight[0] + at.weight[1];
    for (double& weight : at.weight) weight /= total;
    at.factor = fault.width * Eigen::Matrix2d(covariance.llt().matrixL());
    at.pair_mean = gain_ * Eigen::Vector2d(x[1], x[2]) + fault.shift * fault.width * covariance.diagonal().cwiseSqrt();
    if (fault.forgets) {
      at = {.weight = {1, 0},
            .mean = {},
            .sd = 1,
            .pair_mean = Eigen::Vector2d::Zero(),
            .factor = Eigen::Matrix2d::Identity()};
    }
    return at;
  }

  class Batch final : public DensityBatch {
   public:
    Batch(const KnownPosterior& posterior, ConstMatrixView x) {
      for (std::size_t i = 0; i < x.rows(); ++i) at_.push_back(posterior.given(x.row(i)));
    }
    std::size_t size() const override { return at_.size(); }

    Draws sample(std::size_t count, std::span<const Seed> seeds) const override {
      Draws draws{Matrix(size() * count, 3), std::vector<double>(size() * count), {}};
      for (std::size_t row = 0; row < size() * count; row += count) {
        const At& at = at_[row / count];
        Random random(seeds[row / count]);
        for (std::size_t k = 0; k < count; ++k) {
          const int mode = random.uniform() < at.weight[0] ? 0 : 1;
          draws.theta(row + k, 0) = at.mean[mode] + at.sd * random.normal();
          const Eigen::Vector2d noise(random.normal(), random.normal());
          const Eigen::Vector2d pair = at.pair_mean + at.factor * noise;
          draws.theta(row + k, 1) = pair[0];
          draws.theta(row + k, 2) = pair[1];
        }
      }
      log_prob(draws.theta, draws.log_prob);
      return draws;
    }

    void log_prob(ConstMatrixView theta, std::span<double> out) const override {
      const std::size_t count = theta.rows() / size();
      for (std::size_t i = 0; i < theta.rows(); ++i) {
        const At& at = at_[i / count];
        double sum = 0;
        for (int mode = 0; mode < 2; ++mode) {
          const double distance = (theta(i, 0) - at.mean[mode]) / at.sd;
          sum += at.weight[mode] * std::exp(-distance * distance / 2) / at.sd;
        }
        const Eigen::Vector2d pair = Eigen::Vector2d(theta(i, 1), theta(i, 2)) - at.pair_mean;
        const Eigen::Vector2d noise = at.factor.triangularView<Eigen::Lower>().solve(pair);
        out[i] = std::log(sum) - noise.squaredNorm() / 2 - std::log(at.factor(0, 0) * at.factor(1, 1)) -
                 1.5 * std::log(2 * M_PI);
      }
    }

   private:
    std::vector<At> at_;
  };

  PosteriorFault fault_;
  ParameterSpace space_ = known_space();
  Eigen::Matrix2d covariance_;
  Eigen::Matrix2d gain_;
};

}  // namespace inquest::testing
