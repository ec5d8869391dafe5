#include "core/nn/embedded_mlp.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

TEST_CASE("embedded mlp: without an embedding it is the perceptron, weight for weight") {
  const MlpOptions options{{8}, "tanh"};
  Random random(Seed{1}), same(Seed{1});
  Parameters parameters, plain;
  const EmbeddedMlp network({}, {1, 5}, 2, options, 0.1, parameters, "network", random);
  const Mlp mlp(5, 2, options, 0.1, plain, "network", same);
  CHECK(parameters.names() == plain.names());
  const Tensor x = random_tensor({7, 5}, random, at::kFloat);
  CHECK(tensors_close(network.forward(x).detach(), mlp.forward(x).detach()));
}

TEST_CASE("embedded mlp: with one it reads the features, and both learn") {
  Random random(Seed{1});
  Parameters parameters;
  const EmbeddingOptions embedding{MlpEmbeddingOptions{{{6}, "tanh"}, 3}};
  const EmbeddedMlp network(embedding, {1, 5}, 2, {{8}, "tanh"}, 1, parameters, "network", random);
  parameters.to_double();
  parameters.flatten();
  const Tensor x = random_tensor({7, 5}, random);
  CHECK(tensors_close(network.forward(x), network.mlp().forward(network.embedding().forward(x))));
  CHECK(network.mlp().weights().front().size(1) == 3);
  const auto loss = [&] { return network.forward(x).square().sum(); };
  loss().backward();
  for (std::size_t i = 0; i < parameters.tensors().size(); ++i) {
    INFO(parameters.names()[i]);
    const Tensor weight = parameters.tensors()[i];
    const Tensor numerical = numerical_gradient([&] { return loss().item<double>(); }, weight.detach());
    CHECK(tensors_close(weight.grad(), numerical, {1e-7, 1e-6}));
  }
}
