#include "core/nn/mlp.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>

#include "core/train/adam.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

struct Shape {
  std::int64_t inputs;
  std::vector<std::int64_t> hidden;
  std::int64_t outputs;
  std::string activation;
  bool masked = false;
};

// About a third of the connections forbidden.
std::vector<Tensor> random_masks(const Mlp& mlp, Random& random) {
  std::vector<Tensor> masks;
  for (const Tensor& weight : mlp.weights()) {
    masks.push_back(random_tensor(weight.sizes().vec(), random).gt(-0.4).to(at::kFloat));
  }
  return masks;
}

struct Network {
  Network(const Shape& shape, at::ScalarType type, Seed seed = {1})
      : random(seed), mlp(shape.inputs, shape.outputs, {shape.hidden, shape.activation}, 1, parameters, "net", random) {
    if (shape.masked) mlp.set_masks(random_masks(mlp, random), parameters);
    if (type == at::kDouble) parameters.to_double();
    parameters.flatten();
  }
  Random random;
  Parameters parameters;
  Mlp mlp;
};

using Forward = Tensor (*)(const Mlp&, const Tensor&);

Tensor fused(const Mlp& mlp, const Tensor& x) { return mlp.forward(x); }

struct Gradients {
  Tensor x;
  Tensor parameters;
};

// Of sum(weight * network(x)).
Gradients gradients_of(Network& network, Forward forward, const Tensor& x, const Tensor& weight) {
  network.parameters.flat_gradient().zero_();
  const Tensor input = x.detach().requires_grad_();
  (weight * forward(network.mlp, input)).sum().backward();
  return {input.grad(), network.parameters.flat_gradient().clone()};
}

void check_against_reference(const Shape& shape, std::int64_t rows, at::ScalarType type, const Tolerance& tolerance) {
  CAPTURE(shape.activation, shape.masked, rows, shape.inputs, shape.hidden, shape.outputs);
  Network network(shape, type);
  const Tensor x = random_tensor({rows, shape.inputs}, network.random, type);
  const Tensor weight = random_tensor({rows, shape.outputs}, network.random, type);
  CHECK(tensors_close(network.mlp.forward(x), mlp_reference(network.mlp, x), tolerance));
  const Gradients ours = gradients_of(network, fused, x, weight);
  const Gradients reference = gradients_of(network, mlp_reference, x, weight);
  CHECK(tensors_close(ours.x, reference.x, tolerance));
  CHECK(tensors_close(ours.parameters, reference.parameters, tolerance));
}

}  // namespace

TEST_CASE("mlp: the fused network equals the reference") {
  const std::string activation = GENERATE("relu", "tanh", "silu");
  const bool masked = GENERATE(false, true);
  const std::int64_t rows = GENERATE(0, 1, 7);
  check_against_reference({3, {5, 4}, 2, activation, masked}, rows, at::kDouble, {1e-13, 1e-13});
  check_against_reference({1, {13}, 1, activation, masked}, rows, at::kFloat, {1e-5, 1e-5});
  check_against_reference({4, {}, 3, activation, masked}, rows, at::kDouble, {1e-13, 1e-13});
  check_against_reference({0, {3}, 2, activation, masked}, rows, at::kDouble, {1e-13, 1e-13});
}

TEST_CASE("mlp: gradients are those of finite differences") {
  const std::string activation = GENERATE("relu", "tanh", "silu");
  const bool masked = GENERATE(false, true);
  Network network({3, {6, 5}, 2, activation, masked}, at::kDouble);
  const Tensor x = random_tensor({4, 3}, network.random);
  const Tensor weight = random_tensor({4, 2}, network.random);
  // The reference applies the masks to whatever the weights are, so that masked ones have no effect.
  const auto loss = [&] { return (weight * mlp_reference(network.mlp, x)).sum().item<double>(); };
  const Gradients gradients = gradients_of(network, fused, x, weight);
  CHECK(tensors_close(gradients.x, numerical_gradient(loss, x), {1e-8, 1e-8}));
  CHECK(tensors_close(gradients.parameters, numerical_gradient(loss, network.parameters.flat()), {1e-8, 1e-8}));
}

TEST_CASE("mlp: no gradient is asked of an input that needs none") {
  Network network({3, {4}, 2, "silu"}, at::kDouble);
  const Tensor x = random_tensor({5, 3}, network.random);
  const Tensor weight = random_tensor({5, 2}, network.random);
  (weight * network.mlp.forward(x)).sum().backward();
  const Tensor gradient = network.parameters.flat_gradient().clone();
  CHECK(tensors_close(gradient, gradients_of(network, mlp_reference, x, weight).parameters, {1e-13, 1e-13}));
}

TEST_CASE("mlp: takes inputs that are not contiguous") {
  Network network({3, {4}, 2, "tanh"}, at::kDouble);
  const Tensor weight = random_tensor({5, 2}, network.random);
  const Tensor x = random_tensor({3, 5}, network.random).t();
  REQUIRE(!x.is_contiguous());
  CHECK(tensors_close(network.mlp.forward(x), network.mlp.forward(x.contiguous()), {1e-14, 1e-14}));
  const Gradients strided = gradients_of(network, fused, x, weight);
  const Gradients packed = gradients_of(network, fused, x.contiguous(), weight);
  CHECK(tensors_close(strided.x, packed.x, {1e-14, 1e-14}));
  CHECK(tensors_close(strided.parameters, packed.parameters, {1e-14, 1e-14}));
}

TEST_CASE("mlp: masked weights stay exactly zero in training") {
  Network network({3, {8, 8}, 2, "silu", true}, at::kFloat);
  AdamState adam = make_adam_state(network.parameters.flat());
  for (int step = 0; step < 20; ++step) {
    const Tensor x = random_tensor({16, 3}, network.random, at::kFloat);
    network.parameters.flat_gradient().zero_();
    (network.mlp.forward(x) - 1).square().sum().backward();
    adam_step(adam, network.parameters.flat(), network.parameters.flat_gradient(), 0.01, 0.1);
  }
  for (std::size_t layer = 0; layer < network.mlp.weights().size(); ++layer) {
    const Tensor weight = network.mlp.weights()[layer].detach();
    const Tensor mask = network.mlp.masks()[layer];
    CHECK((weight * (1 - mask)).abs().max().item<double>() == 0);
    CHECK(weight.ne(0).sum().item<double>() == mask.sum().item<double>());
  }
}

TEST_CASE("mlp: a second derivative is an error") {
  Network network({2, {3}, 1, "tanh"}, at::kDouble);
  const Tensor x = random_tensor({4, 2}, network.random).requires_grad_();
  const Tensor output = network.mlp.forward(x).sum();
  const Error error = error_from([&] { torch::autograd::grad({output}, {x}, {}, true, true); });
  CHECK(error.kind() == ErrorKind::internal);
  CHECK_THAT(error.what(), Contains("second derivatives"));
}

TEST_CASE("mlp: weights start uniform within one over the root of the inputs, the last layer's scaled") {
  Random random(Seed{4});
  Parameters parameters;
  const Mlp mlp(100, 50, {{400}, "silu"}, 0.1, parameters, "net", random);
  CHECK(parameters.names() == std::vector<std::string>{"net.weight.0", "net.bias.0", "net.weight.1", "net.bias.1"});
  const auto limit = [&](std::size_t i) { return parameters.tensors()[i].abs().max().item<double>(); };
  // 40,000 and 20,000 draws: the largest falls short of the limit by 1e-3 of it with probability below e^-20.
  CHECK(limit(0) == Approx(0.1).epsilon(1e-3));
  CHECK(limit(2) == Approx(0.1 / 20).epsilon(1e-3));
}
