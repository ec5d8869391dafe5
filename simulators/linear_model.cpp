#include "simulators/linear_model.hpp"

#include <cmath>
#include <numbers>
#include <numeric>

#include <Eigen/Cholesky>

#include "core/base/eigen_matrix.hpp"
#include "core/base/random.hpp"
#include "simulators/normal_prior.hpp"

namespace inquest {
namespace {

Matrix transposed(const Matrix& matrix) { return to_matrix(as_eigen(matrix).transpose()); }

// out += scale * columns: element by element, so that no bit depends on where in memory a row lies.
void add_columns(const Matrix& columns, std::span<const double> weights, double scale, std::span<double> out) {
  for (std::size_t j = 0; j < columns.rows(); ++j) {
    const auto column = columns.row(j);
    const double weight = scale * weights[j];
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += weight * column[i];
  }
}

double squared_norm(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return sum;
}

}  // namespace

// The posterior of all listed parameters is mean + factor w, w ~ N(weight, precision^-1), in the prior's coordinates.
struct LinearModel::Conditioned {
  NormalPrior prior;
  Eigen::LLT<Eigen::MatrixXd> precision;  // I + G^T G with G the whitened design times the prior's factor
  Eigen::VectorXd weight;
  double log_evidence;
};

LinearModel::LinearModel(SimulatorInfo info, LinearModelTerms terms)
    : info_(std::move(info)),
      terms_(std::move(terms)),
      design_columns_(transposed(terms_.design)),
      latent_columns_(transposed(terms_.latent)) {
  const std::size_t size = terms_.noise_sd.size();
  log_norm_ = -0.5 * static_cast<double>(size) * std::log(2 * std::numbers::pi);
  for (const double sd : terms_.noise_sd) log_norm_ -= std::log(sd);
  if (terms_.latent.cols() > 0) {
    const Eigen::Map<const Eigen::VectorXd> sd(terms_.noise_sd.data(), static_cast<Eigen::Index>(size));
    const Eigen::MatrixXd scaled = sd.cwiseInverse().asDiagonal() * as_eigen(terms_.latent);
    Eigen::MatrixXd covariance = scaled * scaled.transpose();
    covariance.diagonal().array() += 1;
    const EigenMatrix lower = covariance.llt().matrixL();
    log_norm_ -= lower.diagonal().array().log().sum();
    whitener_ = to_matrix(lower);
  }
  whitened_columns_ = Matrix(design_columns_.rows(), size);
  for (std::size_t j = 0; j < design_columns_.rows(); ++j) {
    const auto whitened = whiten(design_columns_.row(j));
    std::copy(whitened.begin(), whitened.end(), whitened_columns_.row(j).begin());
  }
}

void LinearModel::simulate(ConstMatrixView theta, std::span<const Seed> seeds, MatrixView x,
                           std::span<SimulationStatus> status) const {
  std::vector<double> latent(latent_columns_.rows());
  for (std::size_t row = 0; row < theta.rows(); ++row) {
    Random random(seeds[row]);
    random.normal(latent);
    const auto out = x.row(row);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = terms_.offset[i] + terms_.noise_sd[i] * random.normal();
    add_columns(latent_columns_, latent, 1, out);
    add_columns(design_columns_, theta.row(row), 1, out);
    status[row] = SimulationStatus::ok;
  }
}

std::vector<double> LinearModel::whiten(std::span<const double> residual) const {
  std::vector<double> result(residual.begin(), residual.end());
  for (std::size_t i = 0; i < result.size(); ++i) result[i] /= terms_.noise_sd[i];
  if (whitener_.rows() > 0) {
    Eigen::Map<Eigen::VectorXd> values(result.data(), static_cast<Eigen::Index>(result.size()));
    as_eigen(whitener_).triangularView<Eigen::Lower>().solveInPlace(values);
  }
  return result;
}

// Calls use(row, whitened residual) for each row of theta.
template <class Use>
void LinearModel::for_residuals(ConstMatrixView theta, std::span<const double> x, const Use& use) const {
  std::vector<double> residual(x.begin(), x.end());
  for (std::size_t i = 0; i < residual.size(); ++i) residual[i] -= terms_.offset[i];
  const auto whitened = whiten(residual);
  for (std::size_t row = 0; row < theta.rows(); ++row) {
    residual = whitened;
    add_columns(whitened_columns_, theta.row(row), -1, residual);
    use(row, residual);
  }
}

void LinearModel::log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const {
  for_residuals(theta, x, [&](std::size_t row, const std::vector<double>& residual) {
    out[row] = log_norm_ - 0.5 * squared_norm(residual);
  });
}

void LinearModel::log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x, std::span<double> out,
                                          MatrixView gradient) const {
  for_residuals(theta, x, [&](std::size_t row, const std::vector<double>& residual) {
    out[row] = log_norm_ - 0.5 * squared_norm(residual);
    for (std::size_t k = 0; k < theta.cols(); ++k) {
      gradient(row, k) = std::inner_product(residual.begin(), residual.end(), whitened_columns_.row(k).begin(), 0.0);
    }
  });
}

std::optional<LinearModel::Conditioned> LinearModel::condition(const ParameterSpace& space,
                                                               std::span<const double> x) const {
  auto prior = normal_prior(space);
  if (!prior) return std::nullopt;
  std::vector<double> residual(x.begin(), x.end());
  for (std::size_t i = 0; i < residual.size(); ++i) residual[i] -= terms_.offset[i];
  residual = whiten(residual);
  add_columns(whitened_columns_, prior->mean, -1, residual);

  const Eigen::Map<const Eigen::VectorXd> r(residual.data(), static_cast<Eigen::Index>(residual.size()));
  const Eigen::MatrixXd g = as_eigen(whitened_columns_).transpose() * as_eigen(prior->factor);
  const auto dimension = static_cast<Eigen::Index>(space.dimension());
  Conditioned result{.prior = *std::move(prior), .precision = {}, .weight = {}, .log_evidence = log_norm_};
  result.precision.compute(Eigen::MatrixXd::Identity(dimension, dimension) + g.transpose() * g);
  result.weight = result.precision.solve(g.transpose() * r);
  // ln Z = ln p(x | w) + ln p(w) - ln p(w | x) at the posterior mean: no difference of large numbers.
  result.log_evidence -= 0.5 * ((r - g * result.weight).squaredNorm() + result.weight.squaredNorm());
  for (Eigen::Index i = 0; i < dimension; ++i) result.log_evidence -= std::log(result.precision.matrixLLT()(i, i));
  return result;
}

std::optional<double> LinearModel::log_evidence(const ParameterSpace& space, std::span<const double> x) const {
  const auto conditioned = condition(space, x);
  return conditioned ? std::optional(conditioned->log_evidence) : std::nullopt;
}

std::optional<GaussianPosterior> LinearModel::posterior(const ParameterSpace& space, std::span<const double> x) const {
  const auto conditioned = condition(space, x);
  if (!conditioned) return std::nullopt;
  const auto factor = as_eigen(conditioned->prior.factor);
  const Eigen::VectorXd shift = factor * conditioned->weight;
  const Eigen::MatrixXd covariance = factor * conditioned->precision.solve(factor.transpose());
  GaussianPosterior result{.mean = {}, .covariance = Matrix(space.dimension(), space.dimension())};
  std::vector<Eigen::Index> free;
  for (std::size_t i = 0; i < space.parameters().size(); ++i) {
    if (!space.parameters()[i].fixed_value) free.push_back(static_cast<Eigen::Index>(i));
  }
  for (std::size_t i = 0; i < free.size(); ++i) {
    result.mean.push_back(conditioned->prior.mean[static_cast<std::size_t>(free[i])] + shift(free[i]));
    for (std::size_t j = 0; j < free.size(); ++j) result.covariance(i, j) = covariance(free[i], free[j]);
  }
  return result;
}

}  // namespace inquest
