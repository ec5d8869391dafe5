#include "flows/families/mixture_density_network.hpp"

#include <cmath>
#include <numbers>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linspace.h>
#include <ATen/ops/meshgrid.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <Eigen/Cholesky>
#include <Eigen/Dense>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

std::unique_ptr<MixtureDensityNetwork> random_mixture(std::int64_t features, std::int64_t components, Seed seed) {
  Random random(seed);
  auto flow = std::make_unique<MixtureDensityNetwork>(features, 2, components, MlpOptions{{10}, "tanh"}, random);
  flow->parameters().to_double();
  flow->parameters().flatten();
  flow->parameters().flat().mul_(2);
  return flow;
}

Tensor context_for(std::int64_t rows) { return at::full({1, 2}, 0.7, at::kDouble).expand({rows, 2}); }

struct Grid {
  Tensor z;
  Tensor weight;  // density times the area of a cell
  Grid(const Flow& flow, double edge, std::int64_t cells) {
    const double width = 2 * edge / static_cast<double>(cells);
    const Tensor axis = at::linspace(-edge + width / 2, edge - width / 2, cells, at::kDouble);
    const auto places = at::meshgrid({axis, axis}, "ij");
    z = at::stack({places[0].reshape({-1}), places[1].reshape({-1})}, 1);
    const at::NoGradGuard no_graph;
    weight = flow.log_prob(z, context_for(z.size(0))).exp() * (width * width);
  }
};

}  // namespace

TEST_CASE("mdn: one component is the normal density of its mean and covariance") {
  const std::int64_t d = GENERATE(1, 3);
  const auto flow = random_mixture(d, 1, {1});
  // z is affine in the normals: its mean and the columns of its covariance's root are found by drawing there.
  const auto draw = [&](const Tensor& normals) { return flow->sample(normals, context_for(1))[0]; };
  const Tensor zero = at::zeros({1, d + 1}, at::kDouble);
  const Tensor mean = draw(zero);
  Eigen::MatrixXd root(d, d);
  for (std::int64_t j = 0; j < d; ++j) {
    Tensor unit = zero.clone();
    unit[0][j] = 1;
    const Tensor column = draw(unit) - mean;
    for (std::int64_t i = 0; i < d; ++i) root(i, j) = column[i].item<double>();
  }
  Random random(Seed{2});
  const Tensor z = random_tensor({1, d}, random);
  Eigen::VectorXd residual(d);
  for (std::int64_t i = 0; i < d; ++i) residual(i) = (z[0][i] - mean[i]).item<double>();
  const Eigen::MatrixXd covariance = root * root.transpose();
  const double expected = -0.5 * residual.dot(covariance.llt().solve(residual)) -
                          0.5 * std::log(covariance.determinant()) -
                          0.5 * static_cast<double>(d) * std::log(2 * std::numbers::pi);
  CHECK(flow->log_prob(z, context_for(1)).item<double>() == Approx(expected));
}

TEST_CASE("mdn: the density integrates to one and draws have its moments") {
  const auto flow = random_mixture(2, 3, {3});
  const Grid grid(*flow, 20, 500);
  const Tensor weight = grid.weight.unsqueeze(1);
  CHECK(weight.sum().item<double>() == Approx(1).margin(1e-4));
  const Tensor mean = (weight * grid.z).sum(0);
  const Tensor variance = (weight * (grid.z - mean).square()).sum(0);
  const Tensor fourth = (weight * (grid.z - mean).square().square()).sum(0);
  constexpr std::int64_t draws = 20000;
  Random random(Seed{4});
  const Tensor z = flow->sample(random_tensor({draws, 3}, random), context_for(draws));
  // Five standard errors of a mean and of a variance.
  CHECK(((z.mean(0) - mean).abs() / (variance / draws).sqrt()).max().item<double>() < 5);
  const Tensor spread = (z - mean).square().mean(0);
  CHECK(((spread - variance).abs() / ((fourth - variance.square()) / draws).sqrt()).max().item<double>() < 5);
}

TEST_CASE("mdn: gradients are those of finite differences") {
  const std::int64_t d = GENERATE(1, 3);
  const auto flow = random_mixture(d, 2, {5});
  Random random(Seed{6});
  const Tensor z = random_tensor({4, d}, random);
  const Tensor context = random_tensor({4, 2}, random);
  flow->log_prob(z, context).sum().backward();
  const auto loss = [&] { return flow->log_prob(z, context).sum().item<double>(); };
  CHECK(tensors_close(flow->parameters().flat_gradient(), numerical_gradient(loss, flow->parameters().flat()),
                      {1e-6, 1e-6}));
}

TEST_CASE("mdn: far away the density is small but finite, and no rows are no densities") {
  const auto flow = random_mixture(2, 3, {7});
  const at::NoGradGuard no_graph;
  const double far = flow->log_prob(at::full({1, 2}, 1e4, at::kDouble), context_for(1)).item<double>();
  CHECK(std::isfinite(far));
  CHECK(far < -1e3);
  CHECK(flow->log_prob(at::zeros({0, 2}, at::kDouble), context_for(0)).size(0) == 0);
}

TEST_CASE("mdn: one context for all rows gives what as many equal contexts give") {
  const auto flow = random_mixture(2, 3, {8});
  Random random(Seed{9});
  const Tensor normals = random_tensor({7, 3}, random);
  const Tensor equal = context_for(7).contiguous();
  const Tensor z = flow->sample(normals, context_for(7));
  CHECK(tensors_close(z, flow->sample(normals, equal), {1e-12, 1e-12}));
  CHECK(tensors_close(flow->log_prob(z, context_for(7)).detach(), flow->log_prob(z, equal).detach(), {1e-12, 1e-12}));
}
