#include "flows/families/transform_flow.hpp"

#include <cmath>
#include <numbers>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <Eigen/LU>
#include <torch/csrc/autograd/autograd.h>

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

constexpr std::int64_t context_size = 2;

struct Family {
  const char* name;
  Elementwise transform;
  bool coupling;
  const char* mixing = "permutation";
  bool circular = false;
  bool residual = false;
};
const Family maf{"affine autoregressive", Affine{}, false};
const Family spline{"spline autoregressive", RationalQuadratic{4, 3, false}, false};
const Family nsf{"spline coupling", RationalQuadratic{5, 3, false}, true};
const Family affine_coupling{"affine coupling", Affine{}, true};
const Family mixed_maf{"mixed affine autoregressive", Affine{}, false, "lu"};
const Family mixed_nsf{"mixed spline coupling", RationalQuadratic{5, 3, false}, true, "lu"};
const Family residual_maf{"residual affine autoregressive", Affine{}, false, "lu", false, true};
const Family residual_nsf{"residual spline coupling", RationalQuadratic{5, 3, false}, true, "lu", true, true};
const Family circle{"circular spline autoregressive", RationalQuadratic{4, 3, false}, false, "lu", true};
const Family coupled_circle{"circular spline coupling", RationalQuadratic{5, 3, false}, true, "lu", true};

using OwnedFlow = std::unique_ptr<TransformFlow>;

OwnedFlow make(const Family& family, std::int64_t features, std::int64_t context, Random& random) {
  UNSCOPED_INFO(family.name << ", " << features << " features");
  const MlpOptions conditioner = family.residual ? MlpOptions{{10, 10}, "silu", true} : MlpOptions{{12, 10}, "tanh"};
  const TransformFlowOptions options{3, conditioner, family.mixing};
  FlowShape shape{features, context};
  if (family.circular) {  // the first and the third
    for (std::int64_t i = 0; i < features; i += 2) shape.circular.push_back(i);
  }
  return family.coupling ? make_coupling_flow(family.transform, shape, options, random)
                         : make_autoregressive_flow(family.transform, shape, options, random);
}

/// A flow with random weights far from the identity, in float64.
OwnedFlow random_flow(const Family& family, std::int64_t features, Seed seed) {
  Random random(seed);
  OwnedFlow flow = make(family, features, context_size, random);
  flow->parameters().to_double();
  flow->parameters().flatten();
  flow->parameters().flat().mul_(family.transform.index() == 0 ? 1.5 : 3);
  for (std::size_t i = 0; i < flow->parameters().names().size(); ++i) {  // which begin at zero
    const Tensor& tensor = flow->parameters().tensors()[i];
    if (flow->parameters().names()[i].starts_with("mixing.")) {
      tensor.detach().copy_(random_tensor(tensor.sizes().vec(), random).mul_(0.3));
    }
  }
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

Tensor density(const Flow& flow, const Grid& grid) {
  const at::NoGradGuard no_graph;
  return flow.log_prob(grid.z, context_for(grid.z.size(0))).exp() * grid.volume;
}

// Jacobian of normals -> z at one point, by central differences.
Eigen::MatrixXd jacobian_of_sample(const Flow& flow, const Tensor& normals) {
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

TEST_CASE("transform flow: the density is that of the map from normals, whose Jacobian is known") {
  const Family& family = GENERATE(maf, spline, nsf, affine_coupling, mixed_maf, mixed_nsf, residual_maf, residual_nsf,
                                  circle, coupled_circle);
  const std::int64_t d = GENERATE(1, 2, 5);
  const OwnedFlow flow = random_flow(family, d, {4});
  Random random(Seed{5});
  for (int repeat = 0; repeat < 5; ++repeat) {
    const Tensor normals = random_tensor({1, d}, random);
    const double log_det = std::log(std::abs(jacobian_of_sample(*flow, normals).determinant()));
    const double log_normal =
        -0.5 * normals.square().sum().item<double>() - 0.5 * static_cast<double>(d) * std::log(2 * std::numbers::pi);
    const Tensor z = flow->sample(normals, context_for(1));
    CHECK(flow->log_prob(z, context_for(1)).item<double>() == Approx(log_normal - log_det).margin(1e-6));
  }
}

TEST_CASE("transform flow: the density of random weights integrates to one") {
  const Family& family = GENERATE(maf, spline, nsf, mixed_maf, mixed_nsf);
  const std::uint64_t seed = GENERATE(1, 2);
  const OwnedFlow line = random_flow(family, 1, {seed});
  CHECK(density(*line, {1, 8000, 40}).sum().item<double>() == Approx(1).margin(1e-5));
  const OwnedFlow plane = random_flow(family, 2, {seed});
  CHECK(density(*plane, {2, 600, 24}).sum().item<double>() == Approx(1).margin(1e-3));
}

namespace {

constexpr double pi = std::numbers::pi;

/// Middles of cells on the circle times [-12, 12]: the first coordinate is the angle.
Tensor angle_grid(std::int64_t features, std::int64_t angles, std::int64_t cells) {
  const std::int64_t rows = features == 1 ? angles : angles * cells;
  Tensor z = at::empty({rows, features}, at::kDouble);
  double* out = z.data_ptr<double>();
  for (std::int64_t row = 0; row < rows; ++row) {
    *out++ = -pi + 2 * pi * (static_cast<double>(row % angles) + 0.5) / static_cast<double>(angles);
    if (features == 2) *out++ = -12 + 24 * (static_cast<double>(row / angles) + 0.5) / static_cast<double>(cells);
  }
  return z;
}

}  // namespace

TEST_CASE("transform flow: the density on a circle, alone and with a real coordinate, integrates to one") {
  const Family& family = GENERATE(circle, coupled_circle);
  const std::uint64_t seed = GENERATE(1, 2);
  const at::NoGradGuard no_graph;
  const OwnedFlow ring = random_flow(family, 1, {seed});
  const Tensor angles = angle_grid(1, 8000, 1);
  CHECK(ring->log_prob(angles, context_for(8000)).exp().mean().item<double>() * 2 * pi == Approx(1).margin(1e-5));
  const OwnedFlow tube = random_flow(family, 2, {seed});
  const Tensor points = angle_grid(2, 400, 600);
  const double area = 2 * pi * 24;
  CHECK(tube->log_prob(points, context_for(points.size(0))).exp().mean().item<double>() * area ==
        Approx(1).margin(1e-3));
}

TEST_CASE("transform flow: a turn of an angle changes nothing, and densities have no seam") {
  const Family& family = GENERATE(circle, coupled_circle);
  const std::int64_t d = GENERATE(1, 2, 3);
  const OwnedFlow flow = random_flow(family, d, {3});
  Random random(Seed{4});
  const Tensor z = random_tensor({5, d}, random);
  Tensor turned = z.clone();
  turned.select(1, 0).add_(2 * pi);
  CHECK(tensors_close(flow->log_prob(turned, context_for(5)), flow->log_prob(z, context_for(5)), {1e-9, 1e-9}));
  turned.select(1, 0).fill_(pi - 1e-9);
  const Tensor before = flow->log_prob(turned, context_for(5));
  turned.select(1, 0).fill_(-pi + 1e-9);
  CHECK(tensors_close(flow->log_prob(turned, context_for(5)), before, {1e-6, 1e-6}));
}

TEST_CASE("transform flow: draws on a circle have the density's mean direction") {
  const Family& family = GENERATE(circle, coupled_circle);
  const OwnedFlow flow = random_flow(family, 2, {5});
  const at::NoGradGuard no_graph;
  const Tensor points = angle_grid(2, 400, 600);
  const Tensor weight = flow->log_prob(points, context_for(points.size(0))).exp() * (2 * pi * 24) / points.size(0);
  constexpr std::int64_t draws = 20000;
  Random random(Seed{6});
  const Tensor z = flow->sample(random_tensor({draws, 2}, random), context_for(draws));
  CHECK(z.select(1, 0).abs().max().item<double>() <= pi);
  for (const bool sine : {false, true}) {
    const auto part = [&](const Tensor& of) { return sine ? of.select(1, 0).sin() : of.select(1, 0).cos(); };
    const double expected = (weight * part(points)).sum().item<double>();
    // Five standard errors; the variance of a sine is at most one.
    CHECK(std::abs(part(z).mean().item<double>() - expected) < 5 / std::sqrt(static_cast<double>(draws)));
  }
}

TEST_CASE("transform flow: an affine map of a circle is an error") {
  Random random(Seed{1});
  const Error error = error_from([&] { make_autoregressive_flow(Affine{}, {2, 0, {1}}, {}, random); });
  CHECK(error.kind() == ErrorKind::config);
}

TEST_CASE("transform flow: draws have the moments of the density") {
  const Family& family = GENERATE(maf, spline, nsf);
  const OwnedFlow flow = random_flow(family, 2, {2});
  const Grid grid(2, 600, 24);
  const Tensor weight = density(*flow, grid).unsqueeze(1);
  const Tensor mean = (weight * grid.z).sum(0);
  const Tensor variance = (weight * (grid.z - mean).square()).sum(0);
  const Tensor fourth = (weight * (grid.z - mean).square().square()).sum(0);

  constexpr std::int64_t draws = 20000;
  Random random(Seed{6});
  const Tensor z = flow->sample(random_tensor({draws, 2}, random), context_for(draws));
  // Five standard errors of a mean and of a variance.
  const Tensor shift = (z.mean(0) - mean).abs() / (variance / draws).sqrt();
  CHECK(shift.max().item<double>() < 5);
  const Tensor spread = (z - mean).square().mean(0);
  CHECK(((spread - variance).abs() / ((fourth - variance.square()) / draws).sqrt()).max().item<double>() < 5);
}

TEST_CASE("transform flow: gradients of the density are those of finite differences") {
  const Family& family =
      GENERATE(maf, spline, nsf, mixed_maf, mixed_nsf, residual_maf, residual_nsf, circle, coupled_circle);
  const std::int64_t d = GENERATE(1, 3);
  const OwnedFlow flow = random_flow(family, d, {7});
  Random random(Seed{8});
  const Tensor z = random_tensor({4, d}, random);
  const Tensor context = random_tensor({4, context_size}, random);
  const Tensor weight = random_tensor({4}, random);
  const Tensor z_leaf = z.detach().requires_grad_();
  const Tensor context_leaf = context.detach().requires_grad_();
  (flow->log_prob(z_leaf, context_leaf) * weight).sum().backward();
  const auto loss = [&] { return (flow->log_prob(z, context) * weight).sum().item<double>(); };
  const Tolerance tolerance{1e-6, 1e-6};
  CHECK(tensors_close(flow->parameters().flat_gradient(), numerical_gradient(loss, flow->parameters().flat()),
                      tolerance));
  CHECK(tensors_close(z_leaf.grad(), numerical_gradient(loss, z), tolerance));
  CHECK(tensors_close(context_leaf.grad(), numerical_gradient(loss, context), tolerance));
}

namespace {

void check_against_reference(const Family& family, std::int64_t d, std::int64_t rows) {
  CAPTURE(d, rows);
  const OwnedFlow flow = random_flow(family, d, {9});
  Random random(Seed{10});
  const Tensor z = random_tensor({rows, d}, random);
  const Tensor context = random_tensor({rows, context_size}, random);
  const Tensor weight = random_tensor({rows}, random);
  Tensor gradient = flow->parameters().flat_gradient();
  (flow->log_prob(z, context) * weight).sum().backward();
  const Tensor fused = gradient.clone();
  gradient.zero_();
  const Tensor reference = flow->log_prob_reference(z, context);
  (reference * weight).sum().backward();
  const Tolerance tolerance{1e-9, 1e-9};
  CHECK(tensors_close(flow->log_prob(z, context).detach(), reference.detach(), tolerance));
  CHECK(tensors_close(fused, gradient, tolerance));
  const at::NoGradGuard no_graph;
  CHECK(tensors_close(flow->log_prob(z, context), reference.detach(), tolerance));
  CHECK(tensors_close(flow->sample(z, context), flow->sample_reference(z, context), tolerance));
  CHECK(tensors_close(flow->sample(z, context_for(rows)), flow->sample_reference(z, context_for(rows)), tolerance));
  CHECK(tensors_close(flow->log_prob(z, context_for(rows)), flow->log_prob_reference(z, context_for(rows)), tolerance));
}

}  // namespace

TEST_CASE("transform flow: the fused node equals the reference") {
  const Family& family =
      GENERATE(maf, spline, nsf, mixed_maf, mixed_nsf, residual_maf, residual_nsf, circle, coupled_circle);
  const std::int64_t d = GENERATE(1, 2, 5);
  for (const std::int64_t rows : {0, 1, 17, 300}) check_against_reference(family, d, rows);
}

TEST_CASE("transform flow: takes tensors that are not contiguous") {
  const Family& family = GENERATE(maf, nsf, circle);
  const OwnedFlow flow = random_flow(family, 3, {11});
  Random random(Seed{12});
  const Tensor z = random_tensor({7, 3}, random);
  const Tensor context = random_tensor({7, context_size}, random);
  const Tensor strided_z = z.t().contiguous().t();
  const Tensor strided_context = context.t().contiguous().t();
  CHECK(tensors_close(flow->log_prob(strided_z, strided_context), flow->log_prob(z, context)));
  CHECK(tensors_close(flow->sample(strided_z, strided_context), flow->sample(z, context)));
}

TEST_CASE("transform flow: a second derivative is an error") {
  const OwnedFlow flow = random_flow(maf, 2, {13});
  Random random(Seed{14});
  const Tensor z = random_tensor({2, 2}, random).requires_grad_();
  const Tensor log_prob = flow->log_prob(z, context_for(2)).sum();
  const Error error = error_from([&] { torch::autograd::grad({log_prob}, {z}, {}, true, true); });
  CHECK(error.kind() == ErrorKind::internal);
}

TEST_CASE("transform flow: the graph outlives the flow") {
  Random random(Seed{15});
  OwnedFlow flow = random_flow(maf, 2, {16});
  const Tensor loss = flow->log_prob(random_tensor({2, 2}, random), context_for(2)).sum();
  const Tensor gradient = flow->parameters().flat_gradient();
  flow.reset();
  loss.backward();
  CHECK(gradient.abs().max().item<double>() > 0);
}

TEST_CASE("transform flow: the context matters, also in one dimension") {
  const Family& family = GENERATE(maf, spline, nsf, circle, coupled_circle);
  const std::int64_t d = GENERATE(1, 3);
  const OwnedFlow flow = random_flow(family, d, {9});
  Random random(Seed{10});
  const Tensor z = random_tensor({1, d}, random);
  const double here = flow->log_prob(z, context_for(1)).item<double>();
  CHECK(std::abs(flow->log_prob(z, context_for(1) + 1).item<double>() - here) > 1e-3);
}

TEST_CASE("transform flow: options and a seed rebuild a flow, and it starts near the standard normal") {
  const Family& family = GENERATE(maf, spline, nsf, mixed_nsf);
  const auto build = [&] {
    Random random(Seed{11});
    OwnedFlow flow = make(family, 3, 4, random);
    flow->parameters().flatten();
    return flow;
  };
  const OwnedFlow one = build();
  const OwnedFlow two = build();
  CHECK(one->parameters().names() == two->parameters().names());
  CHECK(tensors_close(one->parameters().flat(), two->parameters().flat()));
  Random random(Seed{12});
  const Tensor normals = random_tensor({200, 3}, random, at::kFloat);
  const Tensor z = one->sample(normals, random_tensor({200, 4}, random, at::kFloat));
  CHECK((z - normals).abs().max().item<double>() < 1);
}
