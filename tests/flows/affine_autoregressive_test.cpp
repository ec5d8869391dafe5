#include "flows/affine_autoregressive.hpp"

#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <torch/csrc/autograd/autograd.h>

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

struct Example {
  Example(std::int64_t rows, std::int64_t d, at::ScalarType type, double size = 1) {
    Random random(Seed{3});
    z = random_tensor({rows, d}, random, type);
    raw = random_tensor({rows, 2 * d}, random, type).mul_(size);
    u_weight = random_tensor({rows, d}, random, type);
    sum_weight = random_tensor({rows}, random, type);
  }
  Tensor z, raw, u_weight, sum_weight;
};

using Forward = std::pair<Tensor, Tensor> (*)(const Tensor&, const Tensor&);

Tensor loss_of(const Example& example, Forward forward, const Tensor& z, const Tensor& raw) {
  const auto [u, sum] = forward(z, raw);
  return (u * example.u_weight).sum() + (sum * example.sum_weight).sum();
}

std::pair<Tensor, Tensor> gradients_of(const Example& example, Forward forward) {
  const Tensor z = example.z.detach().requires_grad_();
  const Tensor raw = example.raw.detach().requires_grad_();
  loss_of(example, forward, z, raw).backward();
  return {z.grad(), raw.grad()};
}

void check_against_reference(const Example& example, const Tolerance& tolerance) {
  const auto [u, sum] = affine_forward(example.z, example.raw);
  const auto [reference_u, reference_sum] = affine_forward_reference(example.z, example.raw);
  CHECK(tensors_close(u, reference_u, tolerance));
  CHECK(tensors_close(sum, reference_sum, tolerance));
  const auto [z_gradient, raw_gradient] = gradients_of(example, affine_forward);
  const auto [z_reference, raw_reference] = gradients_of(example, affine_forward_reference);
  CHECK(tensors_close(z_gradient, z_reference, tolerance));
  CHECK(tensors_close(raw_gradient, raw_reference, tolerance));
}

}  // namespace

TEST_CASE("affine: the fused step equals the reference") {
  const std::int64_t rows = GENERATE(0, 1, 7);
  const std::int64_t d = GENERATE(1, 3);
  const double size = GENERATE(1.0, 20.0);
  check_against_reference({rows, d, at::kDouble, size}, {1e-13, 1e-13});
  check_against_reference({rows, d, at::kFloat, size}, {1e-4, 1e-5});
}

TEST_CASE("affine: gradients are those of finite differences") {
  const Example example(5, 3, at::kDouble, 2);
  const auto [z_gradient, raw_gradient] = gradients_of(example, affine_forward);
  const auto loss = [&] { return loss_of(example, affine_forward, example.z, example.raw).item<double>(); };
  CHECK(tensors_close(z_gradient, numerical_gradient(loss, example.z), {1e-8, 1e-8}));
  CHECK(tensors_close(raw_gradient, numerical_gradient(loss, example.raw), {1e-8, 1e-8}));
}

TEST_CASE("affine: takes tensors that are not contiguous") {
  Example example(4, 2, at::kDouble);
  const auto [u, sum] = affine_forward(example.z, example.raw);
  const auto [gradient, unused] = gradients_of(example, affine_forward);
  example.z = example.z.t().contiguous().t();
  example.raw = example.raw.t().contiguous().t();
  REQUIRE(!example.raw.is_contiguous());
  const auto [strided_u, strided_sum] = affine_forward(example.z, example.raw);
  CHECK(tensors_close(strided_u, u));
  CHECK(tensors_close(strided_sum, sum));
  CHECK(tensors_close(gradients_of(example, affine_forward).first, gradient));
}

TEST_CASE("affine: the inverse undoes the step") {
  const Example example(50, 3, at::kDouble, 5);
  CHECK(tensors_close(affine_inverse(affine_forward(example.z, example.raw).first, example.raw), example.z,
                      {1e-11, 1e-11}));
}

TEST_CASE("affine: scales stay between 1/1000 and 1000 whatever the conditioner says") {
  const double raw_scale = GENERATE(-1e30, -50.0, 50.0, 1e30);
  const Tensor raw = at::full({1, 2}, raw_scale, at::kDouble);
  raw.select(1, 0).zero_();
  const auto [u, sum] = affine_forward(at::full({1, 1}, 1, at::kDouble), raw);
  CHECK(std::abs(sum.item<double>()) <= std::log(1000) * (1 + 1e-12));
  CHECK(u.item<double>() == Approx(std::exp(sum.item<double>())));
  CHECK(std::abs(sum.item<double>()) > 0.8 * std::log(1000));
}

TEST_CASE("affine: a second derivative is an error") {
  const Example example(2, 2, at::kDouble);
  const Tensor z = example.z.detach().requires_grad_();
  const Tensor u = affine_forward(z, example.raw).first.square().sum();
  const Error error = error_from([&] { torch::autograd::grad({u}, {z}, {}, true, true); });
  CHECK(error.kind() == ErrorKind::internal);
}
