#include "core/nn/column_mlp.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros_like.h>

#include "core/nn/parameters.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

constexpr std::int64_t rows = 32;
constexpr std::int64_t inputs = 5;
constexpr std::int64_t outputs = 3;

struct Network {
  explicit Network(const std::string& activation, bool residual = false)
      : random(Seed{1}),
        mlp(inputs, outputs, residual ? MlpOptions{{8, 8}, activation, true} : MlpOptions{{7, 9}, activation}, 1,
            parameters, "net", random) {
    parameters.to_double();
    parameters.flatten();
  }
  Random random;
  Parameters parameters;
  Mlp mlp;
};

}  // namespace

TEST_CASE("column mlp: values and gradients are those of the network") {
  const bool residual = GENERATE(false, true);
  Network network(GENERATE("relu", "tanh", "silu"), residual);
  const ColumnMlp columns(network.mlp, 2);
  Random random(Seed{2});
  const Tensor x = random_tensor({inputs, rows}, random);
  const Tensor weight = random_tensor({outputs, rows}, random);
  const Tensor leaf = x.t().contiguous().requires_grad_();
  const Tensor expected = mlp_reference(network.mlp, leaf);
  (expected * weight.t()).sum().backward();

  Tensor saved = at::empty({columns.saved(), rows}, x.options());
  Tensor y = at::empty({outputs, rows}, x.options());
  columns.forward<double>({x.data_ptr<double>(), nullptr, rows}, saved.data_ptr<double>(), y.data_ptr<double>());
  CHECK(tensors_close(y.t(), expected.detach(), {1e-13, 1e-13}));

  Tensor gradient = at::zeros_like(network.parameters.flat());
  Tensor x_gradient = at::empty({inputs, rows}, x.options());
  Tensor scratch = at::empty({columns.scratch(), rows}, x.options());
  columns.backward<double>({x.data_ptr<double>(), nullptr, rows}, saved.data_ptr<double>(), weight.data_ptr<double>(),
                           {network.parameters.flat().data_ptr<double>(), gradient.data_ptr<double>(),
                            x_gradient.data_ptr<double>(), scratch.data_ptr<double>()});
  CHECK(tensors_close(gradient, network.parameters.flat_gradient(), {1e-12, 1e-12}));
  CHECK(tensors_close(x_gradient.t(), leaf.grad(), {1e-12, 1e-12}));
}

TEST_CASE("column mlp: leading inputs worked into the bias are read no more") {
  Network network("tanh", GENERATE(false, true));
  const ColumnMlp columns(network.mlp, 2);
  Random random(Seed{3});
  const Tensor leading = random_tensor({2}, random);
  const Tensor x = at::cat({leading.unsqueeze(1).expand({2, rows}), random_tensor({3, rows}, random)});
  const Tensor expected = mlp_reference(network.mlp, x.t()).detach();
  const auto bias = columns.first_bias(leading.data_ptr<double>());
  x.narrow(0, 0, 2).fill_(1e9);
  Tensor saved = at::empty({columns.saved(), rows}, x.options());
  Tensor y = at::empty({outputs, rows}, x.options());
  REQUIRE(columns.groups() == 1);
  columns.forward_group<double>(0, {x.data_ptr<double>(), bias.data(), rows}, saved.data_ptr<double>(),
                                y.data_ptr<double>());
  CHECK(tensors_close(y.t(), expected, {1e-13, 1e-13}));
}

TEST_CASE("parameters: the leaf of the whole buffer shares its values and its gradient") {
  Network network("relu");
  const Tensor leaf = network.parameters.leaf();
  (leaf * leaf).sum().backward();
  CHECK(tensors_close(network.parameters.flat_gradient(), 2 * network.parameters.flat()));
}
