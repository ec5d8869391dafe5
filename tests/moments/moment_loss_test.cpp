#include "moments/moment_loss.hpp"

#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>

#include "moments/covariance.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

// sum over rows of (C_jk - r_j r_k)^2 / rows.
double squared_excess(const Tensor& covariances, const Tensor& residual, std::int64_t j, std::int64_t k) {
  double sum = 0;
  for (std::int64_t i = 0; i < residual.size(0); ++i) {
    const double product = residual[i][j].item<double>() * residual[i][k].item<double>();
    const double excess = covariances[i][j][k].item<double>() - product;
    sum += excess * excess / static_cast<double>(residual.size(0));
  }
  return sum;
}

}  // namespace

TEST_CASE("moment loss: loops over rows and pairs give the same numbers") {
  Random random(Seed{1});
  const std::int64_t d = GENERATE(1, 3);
  const Tensor output = random_tensor({6, covariance_outputs(d)}, random);
  const Tensor residual = random_tensor({6, d}, random);
  const Tensor covariances = covariance_of(output, d);
  const auto entries = static_cast<double>(d * d);
  double squared = 0, logs = 0;
  for (std::int64_t j = 0; j < d; ++j) {
    double first = 0;
    for (std::int64_t i = 0; i < 6; ++i) first += std::pow(residual[i][j].item<double>(), 2) / 6;
    logs += std::log(first) / static_cast<double>(d);
    for (std::int64_t k = 0; k < d; ++k) {
      squared += squared_excess(covariances, residual, j, k) / entries;
      logs += std::log(squared_excess(covariances, residual, j, k)) / entries;
    }
  }
  CHECK(moment_loss("squared", output, residual).item<double>() == Approx(squared));
  CHECK(moment_loss("log_sum", output, residual).item<double>() == Approx(logs));
  const double score = covariance_loss(output, residual).item<double>();
  CHECK(moment_loss("score", output, residual).item<double>() == score);
  CHECK(moment_loss("gaussian", output, residual).item<double>() == score);
}

TEST_CASE("moment loss: gradients are those of finite differences, in the residuals of the mean too") {
  const std::string loss = GENERATE("squared", "log_sum", "gaussian");
  CAPTURE(loss);
  Random random(Seed{2});
  Tensor output = random_tensor({5, 3}, random).requires_grad_();
  Tensor residual = random_tensor({5, 2}, random).requires_grad_();
  moment_loss(loss, output, residual).backward();
  const Tensor plain_output = output.detach().clone(), plain_residual = residual.detach().clone();
  const auto value = [&] { return moment_loss(loss, plain_output, plain_residual).item<double>(); };
  CHECK(tensors_close(output.grad(), numerical_gradient(value, plain_output), {1e-7, 1e-6}));
  const auto of_mean = [&] { return plain_residual.square().mean(0).log().mean().item<double>(); };
  const Tensor by_residual =
      loss == "log_sum" ? numerical_gradient(of_mean, plain_residual) : numerical_gradient(value, plain_residual);
  CHECK(tensors_close(residual.grad(), by_residual, {1e-7, 1e-6}));
}

// One mean and one C for all rows of a skewed distribution: the gradient vanishes where they are its moments.
TEST_CASE("moment loss: losses of one step are least at mean and covariance, also of what is skewed") {
  const std::string loss = GENERATE("log_sum", "gaussian");
  CAPTURE(loss);
  Random random(Seed{4});
  const Tensor theta = -random_tensor({500, 1}, random).sigmoid().log();  // exponential-like, with a long tail
  Tensor mean = theta.mean(0, true).detach().requires_grad_();
  const double variance = (theta - mean).square().mean().item<double>();
  Tensor output = theta.new_full({1, 1}, 0.5 * std::log(variance)).requires_grad_();
  moment_loss(loss, output.expand({500, 1}), theta - mean).backward();
  CHECK(std::abs(mean.grad().item<double>()) < 1e-12);
  CHECK(std::abs(output.grad().item<double>()) < 1e-12);
}

// The squared error of one output for all rows is least at the mean of r r^T, where its gradient vanishes.
TEST_CASE("moment loss: the squared error is least at the second moment") {
  Random random(Seed{3});
  const Tensor residual = random_tensor({400, 1}, random);
  const double moment = residual.square().mean().item<double>();
  Tensor output = residual.new_full({1, 1}, 0.5 * std::log(moment)).requires_grad_();
  squared_covariance_loss(output.expand({400, 1}), residual).backward();
  CHECK(std::abs(output.grad().item<double>()) < 1e-13);
}

TEST_CASE("moment loss: every word is known, the first by default") {
  CHECK(moment_losses().front().first == "score");
  int together = 0;
  for (const auto& [name, doc] : moment_losses()) together += in_one_step(name) ? 1 : 0;
  CHECK(together == 2);
}
