#include "core/nn/dense.hpp"

#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/linspace.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/zeros.h>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

Tensor random_mask(std::int64_t outputs, std::int64_t inputs, Random& random) {
  Tensor mask = at::zeros({outputs, inputs}, at::kFloat);
  for (std::int64_t i = 0; i < mask.numel(); ++i) {
    mask.data_ptr<float>()[i] = static_cast<float>(random.below(2));
  }
  return mask;
}

template <class T>
void check_layer(const Tensor& mask, std::int64_t rows, double tolerance) {
  const auto type = sizeof(T) == 4 ? at::kFloat : at::kDouble;
  Random random(Seed{2});
  const std::int64_t outputs = mask.size(0);
  const std::int64_t inputs = mask.size(1);
  const Tensor weight = random_tensor({outputs, inputs}, random, type);
  const Tensor bias = random_tensor({outputs}, random, type);
  const Tensor x = random_tensor({inputs, rows}, random, type);
  const Tensor g = random_tensor({outputs, rows}, random, type);
  Tensor y = at::empty({outputs, rows}, x.options());
  Tensor x_gradient = at::empty({inputs, rows}, x.options());
  Tensor weight_gradient = at::ones({outputs, inputs}, x.options());
  Tensor bias_gradient = at::ones({outputs}, x.options());
  for (const DenseBlock& block : dense_blocks(mask)) {
    dense_forward(block, {weight.data_ptr<T>(), inputs, 1}, bias.data_ptr<T>(), x.data_ptr<T>(), y.data_ptr<T>(), rows);
    dense_gradient(block, g.data_ptr<T>(), x.data_ptr<T>(), rows, weight_gradient.data_ptr<T>(), inputs,
                   bias_gradient.data_ptr<T>());
  }
  for (const DenseBlock& block : dense_blocks(mask.t())) {
    dense_forward(block, {weight.data_ptr<T>(), 1, inputs}, nullptr, g.data_ptr<T>(), x_gradient.data_ptr<T>(), rows);
  }
  const Tensor masked = weight * mask.to(type);
  const Tolerance close{tolerance, tolerance};
  CHECK(tensors_close(y, masked.matmul(x) + bias.unsqueeze(1), close));
  CHECK(tensors_close(x_gradient, masked.t().matmul(g), close));
  CHECK(tensors_close(weight_gradient, g.matmul(x.t()) * mask.to(type) + 1, close));
  CHECK(tensors_close(bias_gradient, g.sum(1) + 1, close));
}

}  // namespace

TEST_CASE("dense: layers of any shape and mask equal matrix products") {
  Random random(Seed{1});
  const std::int64_t outputs = GENERATE(1, 2, 7, 13, 30);
  const std::int64_t inputs = GENERATE(1, 5, 16);
  const std::int64_t rows = GENERATE(16, 48);
  for (const Tensor& mask : {at::ones({outputs, inputs}), random_mask(outputs, inputs, random)}) {
    check_layer<float>(mask, rows, 1e-4);
    check_layer<double>(mask, rows, 1e-13);
  }
}

TEST_CASE("dense: blocks gather the outputs that read the same inputs, those that read least first") {
  Tensor mask = at::zeros({3, 2}, at::kFloat);
  mask[0].fill_(1);
  mask[2].fill_(1);
  mask[1][0] = 1;
  const auto blocks = dense_blocks(mask);
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[0].outputs == std::vector<std::int64_t>{1});
  CHECK(blocks[0].inputs == std::vector<std::int64_t>{0});
  CHECK(blocks[1].outputs == std::vector<std::int64_t>{0, 2});
  CHECK(blocks[1].inputs == std::vector<std::int64_t>{0, 1});
}

TEST_CASE("dense: activations and their slopes are those of LibTorch, far out as well") {
  const Activation activation = GENERATE(Activation::relu, Activation::tanh, Activation::silu);
  const Tensor x = at::linspace(-120, 120, 48 * 101, at::kFloat).view({1, -1});
  const Tensor leaf = x.clone().requires_grad_();
  const Tensor expected = activation == Activation::relu   ? leaf.relu()
                          : activation == Activation::tanh ? at::tanh(leaf)
                                                           : at::silu(leaf);
  expected.sum().backward();
  Tensor value = x.clone();
  Tensor slope = at::empty_like(x);
  activate_columns(activation, {0}, value.data_ptr<float>(), slope.data_ptr<float>(), x.size(1));
  CHECK(tensors_close(value, expected.detach(), {2e-7, 4e-7}));
  Tensor gradient = at::full_like(x, 2);
  activate_backward(activation, value.data_ptr<float>(), slope.data_ptr<float>(), gradient.data_ptr<float>(),
                    x.numel());
  CHECK(tensors_close(gradient, 2 * leaf.grad(), {1e-6, 2e-6}));
}
