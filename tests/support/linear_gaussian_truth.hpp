// The linear-Gaussian problem, whose posterior and evidence are closed forms.
//
// x = A theta + n with theta_j ~ N(m_j, s_j^2) and n_i ~ N(0, t_i^2), all independent.
#pragma once

#include <vector>

#include <Eigen/Core>

#include "core/data/dataset.hpp"

namespace inquest::testing {

struct GaussianMoments {
  Eigen::VectorXd mean;
  Eigen::MatrixXd covariance;
};

struct LinearGaussianTruth {
  Eigen::MatrixXd design;      // A [k, d]
  Eigen::VectorXd prior_mean;  // [d]
  Eigen::VectorXd prior_sd;    // [d]
  Eigen::VectorXd noise_sd;    // [k]

  ParameterSpace space() const;  // parameters p0, p1, ...

  /// p(theta | x).
  GaussianMoments posterior(const std::vector<double>& x) const;

  /// Draws of p(theta, x), the last `validation_rows` of them to validate with.
  JointData draw(std::size_t train_rows, std::size_t validation_rows, Seed seed) const;
};

/// Log density of N(mean, covariance).
double log_density(const GaussianMoments& gaussian, const Eigen::VectorXd& value);

/// KL divergence of `q` from `p`, in nat.
double divergence(const GaussianMoments& p, const GaussianMoments& q);

}  // namespace inquest::testing
