#include "flows/maf.hpp"

#include <Eigen/LU>
#include <cmath>
#include <numbers>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

constexpr std::int64_t context_size = 2;

/// A flow with random weights far from the identity, in float64.
Maf random_flow(std::int64_t features, Seed seed, double size = 1.5) {
  Random random(seed);
  Maf flow(features, context_size, {3, {{12, 10}, "tanh"}}, random);
  flow.parameters().to_double();
  flow.parameters().flatten();
  flow.parameters().flat().mul_(size);
  return flow;
}

/// One context for all rows.
Tensor context_for(std::int64_t rows) {
  Tensor context = at::empty({1, context_size}, at::kDouble);
  context[0][0] = 0.7;
  context[0][1] = -1.2;
  return context.expand({rows, context_size});
}

/// The middles of a square grid of cells in [-edge, edge]^features, features 1 or 2.
struct Grid {
  Grid(std::int64_t features, std::int64_t cells, double edge) : width(2 * edge / static_cast<double>(cells)) {
    const std::int64_t rows = features == 1 ? cells : cells * cells;
    z = at::empty({rows, features}, at::kDouble);
    double* out = z.data_ptr<double>();
    const auto middle = [&](std::int64_t i) { return -edge + (static_cast<double>(i) + 0.5) * width; };
    for (std::int64_t row = 0; row < rows; ++row) {
      *out++ = middle(row % cells);
      if (features == 2) *out++ = middle(row / cells);
    }
    volume = std::pow(width, static_cast<double>(features));
  }
  double width;
  double volume;
  Tensor z;
};

Tensor density(const Maf& flow, const Grid& grid) {
  const at::NoGradGuard no_graph;
  return flow.log_prob(grid.z, context_for(grid.z.size(0))).exp() * grid.volume;
}

// Jacobian of normals -> z at one point, by central differences.
Eigen::MatrixXd jacobian_of_sample(const Maf& flow, const Tensor& normals) {
  constexpr double step = 1e-6;
  const std::int64_t d = flow.features();
  Eigen::MatrixXd jacobian(d, d);
  for (std::int64_t j = 0; j < d; ++j) {
    Tensor above = normals.clone();
    Tensor below = normals.clone();
    above.select(1, j).add_(step);
    below.select(1, j).sub_(step);
    const Tensor slope = (flow.sample(above, context_for(1)) - flow.sample(below, context_for(1))) / (2 * step);
    for (std::int64_t i = 0; i < d; ++i) jacobian(i, j) = slope[0][i].item<double>();
  }
  return jacobian;
}

}  // namespace

TEST_CASE("maf: the density is that of the map from normals, whose Jacobian is known") {
  const std::int64_t d = GENERATE(1, 2, 5);
  const Maf flow = random_flow(d, {4});
  Random random(Seed{5});
  for (int repeat = 0; repeat < 5; ++repeat) {
    const Tensor normals = random_tensor({1, d}, random);
    const double log_det = std::log(std::abs(jacobian_of_sample(flow, normals).determinant()));
    const double log_normal =
        -0.5 * normals.square().sum().item<double>() - 0.5 * static_cast<double>(d) * std::log(2 * std::numbers::pi);
    const Tensor z = flow.sample(normals, context_for(1));
    CHECK(flow.log_prob(z, context_for(1)).item<double>() == Approx(log_normal - log_det).margin(1e-7));
  }
}

TEST_CASE("maf: the density of random weights integrates to one") {
  const std::uint64_t seed = GENERATE(1, 2, 3);
  const Maf line = random_flow(1, {seed});
  CHECK(density(line, {1, 8000, 40}).sum().item<double>() == Approx(1).margin(1e-6));
  const Maf plane = random_flow(2, {seed});
  CHECK(density(plane, {2, 600, 24}).sum().item<double>() == Approx(1).margin(1e-4));
}

TEST_CASE("maf: draws have the moments of the density") {
  const Maf flow = random_flow(2, {2});
  const Grid grid(2, 600, 24);
  const Tensor weight = density(flow, grid).unsqueeze(1);
  const Tensor mean = (weight * grid.z).sum(0);
  const Tensor variance = (weight * (grid.z - mean).square()).sum(0);
  const Tensor fourth = (weight * (grid.z - mean).square().square()).sum(0);

  constexpr std::int64_t draws = 20000;
  Random random(Seed{6});
  const Tensor z = flow.sample(random_tensor({draws, 2}, random), context_for(draws));
  // Five standard errors of a mean and of a variance.
  const Tensor shift = (z.mean(0) - mean).abs() / (variance / draws).sqrt();
  CHECK(shift.max().item<double>() < 5);
  const Tensor spread = (z - mean).square().mean(0);
  CHECK(((spread - variance).abs() / ((fourth - variance.square()) / draws).sqrt()).max().item<double>() < 5);
}

TEST_CASE("maf: gradients of the density are those of finite differences") {
  Maf flow = random_flow(3, {7});
  Random random(Seed{8});
  const Tensor z = random_tensor({4, 3}, random);
  const auto loss = [&] { return flow.log_prob(z, context_for(4)).sum(); };
  loss().backward();
  const Tensor numerical = numerical_gradient([&] { return loss().item<double>(); }, flow.parameters().flat());
  // Where a mask forbids a connection the weight is not zeroed again in the forward pass, but its gradient is zero.
  const Tensor gradient = flow.parameters().flat_gradient();
  CHECK(tensors_close(gradient, numerical * flow.parameters().flat().ne(0), {1e-7, 1e-7}));
}

TEST_CASE("maf: the context matters, also in one dimension") {
  const std::int64_t d = GENERATE(1, 3);
  const Maf flow = random_flow(d, {9});
  Random random(Seed{10});
  const Tensor z = random_tensor({1, d}, random);
  const double here = flow.log_prob(z, context_for(1)).item<double>();
  CHECK(std::abs(flow.log_prob(z, context_for(1) + 1).item<double>() - here) > 1e-3);
}

TEST_CASE("maf: options and a seed rebuild a flow, and it starts near the standard normal") {
  const auto build = [] {
    Random random(Seed{11});
    Maf flow(3, 4, {}, random);
    flow.parameters().flatten();
    return flow;
  };
  const Maf one = build();
  const Maf two = build();
  CHECK(one.parameters().names() == two.parameters().names());
  CHECK(tensors_close(one.parameters().flat(), two.parameters().flat()));
  Random random(Seed{12});
  const Tensor normals = random_tensor({200, 3}, random, at::kFloat);
  const Tensor z = one.sample(normals, random_tensor({200, 4}, random, at::kFloat));
  CHECK((z - normals).abs().max().item<double>() < 1);
}
