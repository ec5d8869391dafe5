#include "moments/covariance.hpp"

#include <cmath>

#include <ATen/TensorOperators.h>
#include <Eigen/Cholesky>
#include <Eigen/LU>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

Eigen::MatrixXd matrix_of(const Tensor& tensor) {
  const Tensor values = tensor.detach().contiguous();
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  return Eigen::Map<const RowMajor>(values.data_ptr<double>(), values.size(0), values.size(1));
}

/// The output that stands for a Cholesky factor: logarithms of the diagonal, then the rows below it.
Tensor output_of(const Eigen::MatrixXd& factor, Random& random) {
  const std::int64_t d = factor.rows();
  Tensor output = random_tensor({1, covariance_outputs(d)}, random);
  double* values = output.data_ptr<double>();
  for (Eigen::Index i = 0; i < d; ++i) *values++ = std::log(factor(i, i));
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index j = 0; j < i; ++j) *values++ = factor(i, j);
  }
  return output;
}

}  // namespace

TEST_CASE("covariance: an output stands for the factor L with exp of the first on the diagonal, and for L L^T") {
  Random random(Seed{1});
  const std::int64_t d = GENERATE(1, 2, 4);
  Eigen::MatrixXd factor = Eigen::MatrixXd::Random(d, d).triangularView<Eigen::Lower>();
  factor.diagonal() = factor.diagonal().array().exp();
  const Tensor output = output_of(factor, random);
  CHECK(output.size(1) == d * (d + 1) / 2);
  CHECK((matrix_of(cholesky_of(output, d)[0]) - factor).cwiseAbs().maxCoeff() < 1e-14);
  const Eigen::MatrixXd covariance = matrix_of(covariance_of(output, d)[0]);
  CHECK((covariance - factor * factor.transpose()).cwiseAbs().maxCoeff() < 1e-13);
}

TEST_CASE("covariance: every output is symmetric and positive definite") {
  Random random(Seed{2});
  const Tensor covariances = covariance_of(3 * random_tensor({50, 10}, random), 4);
  for (std::int64_t i = 0; i < 50; ++i) {
    const Eigen::MatrixXd covariance = matrix_of(covariances[i]);
    CHECK(covariance == covariance.transpose());
    CHECK(covariance.llt().info() == Eigen::Success);
  }
}

TEST_CASE("covariance: the loss is the Gaussian log score") {
  Random random(Seed{3});
  const std::int64_t d = GENERATE(1, 2, 5);
  const Tensor output = random_tensor({7, covariance_outputs(d)}, random);
  const Tensor residual = random_tensor({7, d}, random);
  const Tensor covariances = covariance_of(output, d);
  double expected = 0;
  for (std::int64_t i = 0; i < 7; ++i) {
    const Eigen::MatrixXd covariance = matrix_of(covariances[i]);
    const Eigen::VectorXd r = matrix_of(residual.narrow(0, i, 1)).transpose();
    expected += (0.5 * std::log(covariance.determinant()) + 0.5 * r.dot(covariance.inverse() * r)) / 7;
  }
  CHECK(covariance_loss(output, residual).item<double>() == Approx(expected).epsilon(1e-9));
}

TEST_CASE("covariance: gradients of the loss are those of finite differences") {
  Random random(Seed{4});
  const Tensor output = random_tensor({5, 6}, random).requires_grad_();
  const Tensor residual = random_tensor({5, 3}, random);
  covariance_loss(output, residual).backward();
  const auto loss = [&] { return covariance_loss(output, residual).item<double>(); };
  CHECK(tensors_close(output.grad(), numerical_gradient(loss, output), {1e-7, 1e-7}));
}

TEST_CASE("covariance: the loss of one output for all rows is least at their second moment") {
  Random random(Seed{5});
  const Tensor residual = random_tensor({200, 3}, random);
  residual.select(1, 2).add_(residual.select(1, 0), 2);
  const Eigen::MatrixXd rows = matrix_of(residual);
  const Eigen::MatrixXd moment = rows.transpose() * rows / 200;
  const Tensor output = output_of(moment.llt().matrixL(), random).requires_grad_();
  const auto loss_at = [&](const Tensor& place) { return covariance_loss(place.expand({200, 6}), residual); };
  loss_at(output).backward();
  CHECK(output.grad().abs().max().item<double>() < 1e-12);
  const double least = loss_at(output).item<double>();
  for (int repeat = 0; repeat < 20; ++repeat) {
    CHECK(loss_at(output.detach() + 0.1 * random_tensor({1, 6}, random)).item<double>() > least);
  }
}
