#include "tests/support/linear_gaussian_truth.hpp"

#include <cmath>
#include <numbers>
#include <numeric>

#include <Eigen/Cholesky>
#include <Eigen/LU>

namespace inquest::testing {
namespace {

double log_determinant(const Eigen::MatrixXd& matrix) {
  return 2 * Eigen::MatrixXd(matrix.llt().matrixL()).diagonal().array().log().sum();
}

Split split_at(std::size_t train_rows, std::size_t rows) {
  Split split;
  split.train.resize(train_rows);
  split.validation.resize(rows - train_rows);
  std::iota(split.train.begin(), split.train.end(), std::size_t{0});
  std::iota(split.validation.begin(), split.validation.end(), train_rows);
  return split;
}

}  // namespace

ParameterSpace LinearGaussianTruth::space() const {
  std::vector<Parameter> parameters;
  for (Eigen::Index j = 0; j < prior_mean.size(); ++j) {
    Parameter parameter;
    parameter.name = "p" + std::to_string(j);
    parameter.latex = parameter.name;
    parameter.prior = Prior::normal(prior_mean[j], prior_sd[j]);
    parameters.push_back(parameter);
  }
  return ParameterSpace(parameters);
}

GaussianMoments LinearGaussianTruth::posterior(const std::vector<double>& x) const {
  const Eigen::VectorXd noise_precision = noise_sd.array().square().inverse();
  const Eigen::VectorXd prior_precision = prior_sd.array().square().inverse();
  const Eigen::MatrixXd weighted = design.transpose() * noise_precision.asDiagonal();
  Eigen::MatrixXd precision = weighted * design;
  precision.diagonal() += prior_precision;
  const Eigen::MatrixXd covariance = precision.inverse();
  const Eigen::Map<const Eigen::VectorXd> data(x.data(), static_cast<Eigen::Index>(x.size()));
  return {covariance * (weighted * data + prior_precision.cwiseProduct(prior_mean)), covariance};
}

JointData LinearGaussianTruth::draw(std::size_t train_rows, std::size_t validation_rows, Seed seed) const {
  const auto d = static_cast<std::size_t>(design.cols());
  const auto k = static_cast<std::size_t>(design.rows());
  const std::size_t rows = train_rows + validation_rows;
  JointData data{Matrix(rows, d), Matrix(rows, k), split_at(train_rows, rows)};
  Random random(seed);
  Eigen::VectorXd theta(design.cols());
  for (std::size_t row = 0; row < rows; ++row) {
    for (Eigen::Index j = 0; j < theta.size(); ++j) theta[j] = prior_mean[j] + prior_sd[j] * random.normal();
    const Eigen::VectorXd signal = design * theta;
    for (std::size_t j = 0; j < d; ++j) data.theta(row, j) = theta[static_cast<Eigen::Index>(j)];
    for (std::size_t i = 0; i < k; ++i) {
      const auto index = static_cast<Eigen::Index>(i);
      data.x(row, i) = signal[index] + noise_sd[index] * random.normal();
    }
  }
  return data;
}

double log_density(const GaussianMoments& gaussian, const Eigen::VectorXd& value) {
  const Eigen::VectorXd shift = value - gaussian.mean;
  const double distance = shift.dot(gaussian.covariance.llt().solve(shift));
  const double size = static_cast<double>(value.size()) * std::log(2 * std::numbers::pi);
  return -0.5 * (distance + log_determinant(gaussian.covariance) + size);
}

double divergence(const GaussianMoments& p, const GaussianMoments& q) {
  const Eigen::VectorXd shift = q.mean - p.mean;
  const auto solver = q.covariance.llt();
  return 0.5 * (solver.solve(p.covariance).trace() + shift.dot(solver.solve(shift)) -
                static_cast<double>(shift.size()) + log_determinant(q.covariance) - log_determinant(p.covariance));
}

}  // namespace inquest::testing
