#include "flows/transforms/elementwise.hpp"

#include <cmath>
#include <limits>

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linspace.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

const Elementwise affine = Affine{};
const Elementwise spline = RationalQuadratic{5, 3, false};
const Elementwise circle = RationalQuadratic{4, 3.14159, true};
const Elementwise coarse = RationalQuadratic{2, 1, false};

constexpr std::int64_t rows = 48;

// One coordinate of 48 rows, as columns: z [rows], raw [parameters, rows].
struct Column {
  Column(const Elementwise& transform, Random& random, at::ScalarType type, double size = 1.5)
      : transform(transform),
        z(random_tensor({rows}, random, type).mul_(size)),
        raw(random_tensor({parameters_of(transform), rows}, random, type).mul_(size)) {}

  template <class T>
  RawColumns<T> view() const {
    return {raw.data_ptr<T>(), rows, rows};
  }

  template <class T>
  std::pair<Tensor, Tensor> map() const {
    Tensor u = at::empty_like(z);
    Tensor log_det = at::zeros_like(z);
    std::visit([&](auto t) { forward(t, z.data_ptr<T>(), view<T>(), u.data_ptr<T>(), log_det.data_ptr<T>()); },
               transform);
    return {u, log_det};
  }

  template <class T>
  Tensor unmap(const Tensor& u) const {
    Tensor result = at::empty_like(u);
    std::visit([&](auto t) { inverse(t, u.data_ptr<T>(), view<T>(), result.data_ptr<T>()); }, transform);
    return result;
  }

  template <class T>
  std::pair<Tensor, Tensor> gradients(const Tensor& u_weight, const Tensor& log_det_weight) const {
    Tensor z_gradient = at::empty_like(z);
    Tensor raw_gradient = at::empty_like(raw);
    std::visit(
        [&](auto t) {
          backward(t, z.data_ptr<T>(), view<T>(), {u_weight.data_ptr<T>(), log_det_weight.data_ptr<T>()},
                   ArgumentGradient<T>{z_gradient.data_ptr<T>(), raw_gradient.data_ptr<T>()});
        },
        transform);
    return {z_gradient, raw_gradient};
  }

  std::pair<Tensor, Tensor> reference(const Tensor& z_leaf, const Tensor& raw_leaf) const {
    const auto [u, log_slope] = std::visit(
        [&](auto t) { return forward_reference(t, z_leaf.unsqueeze(1), raw_leaf.t().unsqueeze(2)); }, transform);
    return {u.squeeze(1), log_slope.squeeze(1)};
  }

  Elementwise transform;
  Tensor z;
  Tensor raw;
};

template <class T>
void check_against_reference(const Elementwise& transform, at::ScalarType type, const Tolerance& tolerance) {
  Random random(Seed{3});
  const Column column(transform, random, type);
  const Tensor u_weight = random_tensor({rows}, random, type);
  const Tensor log_det_weight = random_tensor({rows}, random, type);
  const Tensor z = column.z.detach().clone().requires_grad_();
  const Tensor raw = column.raw.detach().clone().requires_grad_();
  const auto [u, log_det] = column.reference(z, raw);
  (u * u_weight + log_det * log_det_weight).sum().backward();
  CHECK(tensors_close(column.map<T>().first, u.detach(), tolerance));
  CHECK(tensors_close(column.map<T>().second, log_det.detach(), tolerance));
  CHECK(tensors_close(column.gradients<T>(u_weight, log_det_weight).first, z.grad(), tolerance));
  CHECK(tensors_close(column.gradients<T>(u_weight, log_det_weight).second, raw.grad(), tolerance));
  const Tensor back = std::visit(
      [&](auto t) { return inverse_reference(t, u.detach().unsqueeze(1), column.raw.t().unsqueeze(2)); }, transform);
  CHECK(tensors_close(column.unmap<T>(u.detach()), back.squeeze(1), tolerance));
}

}  // namespace

TEST_CASE("elementwise: the kernels equal the references, values and gradients") {
  const Elementwise transform = GENERATE(affine, spline, circle, coarse);
  check_against_reference<double>(transform, at::kDouble, {1e-11, 1e-11});
  check_against_reference<float>(transform, at::kFloat, {2e-3, 2e-4});
}

TEST_CASE("elementwise: gradients are those of finite differences") {
  const Elementwise transform = GENERATE(affine, spline, circle, coarse);
  Random random(Seed{4});
  const Column column(transform, random, at::kDouble);
  const Tensor u_weight = random_tensor({rows}, random);
  const Tensor log_det_weight = random_tensor({rows}, random);
  const auto loss = [&] {
    const auto [u, log_det] = column.map<double>();
    return (u * u_weight + log_det * log_det_weight).sum().item<double>();
  };
  const auto [z_gradient, raw_gradient] = column.gradients<double>(u_weight, log_det_weight);
  CHECK(tensors_close(z_gradient, numerical_gradient(loss, column.z, 1e-6), {1e-6, 1e-6}));
  CHECK(tensors_close(raw_gradient, numerical_gradient(loss, column.raw, 1e-6), {1e-6, 1e-6}));
}

TEST_CASE("elementwise: the log-slope is that of the map") {
  const Elementwise transform = GENERATE(affine, spline, circle, coarse);
  Random random(Seed{5});
  Column column(transform, random, at::kDouble);
  const Tensor log_det = column.map<double>().second;
  const Tensor z = column.z.clone();
  constexpr double step = 1e-6;
  column.z = z + step;
  const Tensor above = column.map<double>().first;
  column.z = z - step;
  const Tensor below = column.map<double>().first;
  CHECK(tensors_close(((above - below) / (2 * step)).log(), log_det, {1e-6, 1e-6}));
}

TEST_CASE("elementwise: the inverse undoes the map") {
  const Elementwise transform = GENERATE(affine, spline, circle, coarse);
  Random random(Seed{6});
  Column column(transform, random, at::kDouble);
  if (std::holds_alternative<RationalQuadratic>(transform) && std::get<RationalQuadratic>(transform).circular) {
    column.z.clamp_(-3.1, 3.1);  // within one turn
  }
  CHECK(tensors_close(column.unmap<double>(column.map<double>().first), column.z, {1e-10, 1e-10}));
}

TEST_CASE("affine: scales stay between 1/1000 and 1000 whatever the conditioner says") {
  const double raw_scale = GENERATE(-1e30, -50.0, 50.0, 1e30);
  Random random(Seed{7});
  Column column(affine, random, at::kDouble);
  column.raw[1].fill_(raw_scale);
  const double log_slope = column.map<double>().second[0].item<double>();
  CHECK(std::abs(log_slope) <= std::log(1000) * (1 + 1e-12));
  CHECK(std::abs(log_slope) > 0.8 * std::log(1000));
}

TEST_CASE("spline: raw parameters of zero are the identity, and so are the tails of any") {
  const Elementwise transform = GENERATE(spline, circle, coarse);
  Random random(Seed{8});
  Column column(transform, random, at::kDouble);
  column.z.clamp_(-3.1, 3.1);
  column.raw.zero_();
  CHECK(tensors_close(column.map<double>().first, column.z, {1e-12, 0}));
  CHECK(tensors_close(column.map<double>().second, at::zeros_like(column.z), {1e-12, 0}));
}

TEST_CASE("spline: beyond its bound it is the identity with no gradient for its parameters") {
  Random random(Seed{9});
  Column column(spline, random, at::kDouble);
  column.z.copy_(at::cat({at::linspace(-50, -3.0001, 24, at::kDouble), at::linspace(3, 1e6, 24, at::kDouble)}));
  const auto [u, log_det] = column.map<double>();
  CHECK(tensors_close(u, column.z));
  CHECK(tensors_close(log_det, at::zeros_like(u)));
  CHECK(tensors_close(column.unmap<double>(u), column.z));
  const Tensor weight = at::full({rows}, 2, at::kDouble);
  CHECK(tensors_close(column.gradients<double>(weight, weight).first, weight));
  CHECK(tensors_close(column.gradients<double>(weight, weight).second, at::zeros_like(column.raw)));
}

TEST_CASE("spline: value and slope are continuous at each knot and at the bound") {
  Random random(Seed{10});
  Column column(RationalQuadratic{3, 2, false}, random, at::kDouble);
  column.raw.copy_(column.raw.select(1, 0).unsqueeze(1).expand({8, rows}).clone());
  const Tensor width = 4 * (1e-3 + (1 - 3e-3) * column.raw.narrow(0, 0, 3).select(1, 0).softmax(0));
  const double knots[] = {-2, -2 + width[0].item<double>(), -2 + width[0].item<double>() + width[1].item<double>(), 2};
  for (std::int64_t i = 0; i < 4; ++i) {
    column.z[3 * i] = knots[i] - 1e-9;
    column.z[3 * i + 1] = knots[i];
    column.z[3 * i + 2] = knots[i] + 1e-9;
  }
  const auto [u, log_det] = column.map<double>();
  for (std::int64_t i = 0; i < 4; ++i) {
    CHECK(u[3 * i + 2].item<double>() - u[3 * i].item<double>() < 1e-6);
    CHECK(u[3 * i].item<double>() < u[3 * i + 1].item<double>());
    CHECK(log_det[3 * i].item<double>() == Approx(log_det[3 * i + 2].item<double>()).margin(1e-5));
    CHECK(log_det[3 * i].item<double>() == Approx(log_det[3 * i + 1].item<double>()).margin(1e-5));
  }
}

TEST_CASE("spline: a circular one has one value and one slope at both ends, and knows no turns") {
  Random random(Seed{11});
  Column column(RationalQuadratic{4, 2, true}, random, at::kDouble);
  column.raw.copy_(column.raw.select(1, 0).unsqueeze(1).expand({13, rows}).clone());
  column.raw[12].fill_(0.7);
  column.z[0] = -2.7;
  column.z[1] = 1.3 - 1e-9;
  column.z[2] = 0.3;
  column.z[3] = 4.3;
  column.z[4] = -7.7;
  const auto [u, log_det] = column.map<double>();
  CHECK(u[1].item<double>() - u[0].item<double>() == Approx(4).margin(1e-6));
  CHECK(log_det[0].item<double>() == Approx(log_det[1].item<double>()).margin(1e-6));
  for (const std::int64_t i : {3, 4}) {
    CHECK(u[i].item<double>() == Approx(u[2].item<double>()));
    CHECK(log_det[i].item<double>() == Approx(log_det[2].item<double>()));
  }
}

TEST_CASE("spline: the phase of a circular one turns the circle") {
  Random random(Seed{13});
  Column column(RationalQuadratic{4, 2, true}, random, at::kDouble);
  column.raw[12].zero_();
  const Tensor plain = column.map<double>().first;
  column.raw[12].fill_(2.9);
  column.z.sub_(2.9);
  CHECK(tensors_close(column.map<double>().first, plain, {1e-12, 1e-12}));
}

TEST_CASE("elementwise: what is not a number stays none") {
  const Elementwise transform = GENERATE(affine, spline);
  Random random(Seed{12});
  Column column(transform, random, at::kFloat);
  column.z[5] = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(column.map<float>().first[5].item<float>()));
  CHECK(std::isfinite(column.map<float>().first[4].item<float>()));
}
