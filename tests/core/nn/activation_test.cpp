#include "core/nn/activation.hpp"

#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

TEST_CASE("activation: each word is its function, and its gradient that of finite differences") {
  struct Known {
    std::string name;
    double (*value)(double);
  };
  const auto known = GENERATE(values<Known>({{"relu", [](double x) { return x > 0 ? x : 0; }},
                                             {"tanh", [](double x) { return std::tanh(x); }},
                                             {"silu", [](double x) { return x / (1 + std::exp(-x)); }}}));
  CAPTURE(known.name);
  const Activation activation = activation_from(known.name);
  Random random(Seed{1});
  const Tensor x = random_tensor({2, 3}, random);
  const Tensor y = activate(x, activation);
  for (std::int64_t i = 0; i < 6; ++i) {
    CHECK(y.data_ptr<double>()[i] == Approx(known.value(x.data_ptr<double>()[i])));
  }
  const Tensor weight = random_tensor({2, 3}, random);
  const Tensor expected =
      numerical_gradient([&] { return (activate(x, activation) * weight).sum().item<double>(); }, x);
  CHECK(tensors_close(activate_backward(weight, x, y, activation), expected, {1e-8}));
}

TEST_CASE("activation: the words are those that there are") {
  for (const std::string& name : activation_names()) CHECK_NOTHROW(activation_from(name));
  CHECK(activation_names().size() == 3);
}
