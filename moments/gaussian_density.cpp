#include "moments/gaussian_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Cholesky>

#include "core/base/eigen_matrix.hpp"
#include "core/base/random.hpp"
#include "core/parameters/tail.hpp"
#include "moments/box_probability.hpp"

namespace inquest {
namespace {

constexpr double least_share = 1e-3;

Matrix factor_of(const Matrix& covariance) {
  const Eigen::LLT<EigenMatrix> llt(as_eigen(covariance));
  INQUEST_VALIDATE(llt.info() == Eigen::Success, data,
                   "the covariance of the posterior is not positive definite (it has no normal distribution); the ",
                   "observation may be unlike the simulations, or the network was trained for too short a time");
  return to_matrix(llt.matrixL());
}

}  // namespace

GaussianDensity::GaussianDensity(const ParameterSpace& space, std::vector<double> mean, const Matrix& covariance)
    : space_(space), mean_(std::move(mean)), covariance_(covariance), factor_(factor_of(covariance)) {
  std::vector<double> lower, upper;
  for (std::size_t j = 0; j < mean_.size(); ++j) {
    lower.push_back(space.lower(j));
    upper.push_back(space.upper(j));
  }
  log_share_ = log_box_probability(mean_, factor_, lower, upper);
}

double GaussianDensity::share_inside() const { return std::exp(log_share_); }

PosteriorAnswer GaussianDensity::full_answer(std::size_t, Seed, Reporter&) const {
  PosteriorAnswer answer{{.mean = mean_, .std = {}, .covariance = covariance_, .quantiles = {}}};
  for (std::size_t j = 0; j < mean_.size(); ++j) answer.summary.std.push_back(std::sqrt(covariance_(j, j)));
  return answer;
}

Draws GaussianDensity::sample(std::size_t count, Seed seed, Reporter&) const {
  INQUEST_VALIDATE(share_inside() >= least_share, data, "of the normal distribution of the posterior's moments ",
                   100 * share_inside(), "% lie inside the prior (at least ", 100 * least_share,
                   "% are needed to draw from it); the moments are no summary of this posterior, ask npe");
  const std::size_t d = mean_.size();
  Draws draws{Matrix(count, d), std::vector<double>(count), {}};
  Random random(seed);
  std::vector<double> u(d);
  for (std::size_t i = 0; i < count;) {
    random.normal(u);
    for (std::size_t j = 0; j < d; ++j) {
      draws.theta(i, j) = mean_[j];
      for (std::size_t k = 0; k <= j; ++k) draws.theta(i, j) += factor_(j, k) * u[k];
    }
    if (space_.contains(draws.theta.row(i))) ++i;
  }
  log_prob(draws.theta, draws.log_prob);
  return draws;
}

void GaussianDensity::log_prob(ConstMatrixView theta, std::span<double> out) const {
  std::vector<double> u(mean_.size());
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    out[i] = -log_share_;
    for (std::size_t j = 0; j < u.size(); ++j) {  // forward substitution of L u = theta - mean
      u[j] = theta(i, j) - mean_[j];
      for (std::size_t k = 0; k < j; ++k) u[j] -= factor_(j, k) * u[k];
      u[j] /= factor_(j, j);
      out[i] += log_normal_density(u[j]) - std::log(factor_(j, j));
    }
    if (!space_.contains(theta.row(i))) out[i] = -std::numeric_limits<double>::infinity();
  }
}

}  // namespace inquest
