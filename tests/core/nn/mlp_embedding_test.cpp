#include "core/nn/mlp_embedding.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

TEST_CASE("mlp embedding: the perceptron of the same weights, of data as a vector") {
  const MlpEmbeddingOptions options{{{8}, "tanh"}, 3};
  Random random(Seed{1}), same(Seed{1});
  Parameters parameters, plain;
  const auto embedding = options.make({1, 5}, parameters, random);
  const Mlp mlp(5, 3, options.network, 1, plain, "embedding", same);
  CHECK(embedding->inputs() == 5);
  CHECK(embedding->outputs() == 3);
  CHECK(parameters.names() == plain.names());
  const Tensor x = random_tensor({7, 5}, random, at::kFloat);
  CHECK(tensors_close(embedding->forward(x).detach(), mlp.forward(x).detach()));
}

TEST_CASE("mlp embedding: one row for all gives what each row gives") {
  Random random(Seed{1});
  Parameters parameters;
  const auto embedding = MlpEmbeddingOptions{{{8}, "tanh"}, 3}.make({5}, parameters, random);
  parameters.to_double();
  parameters.flatten();
  const Tensor x = random_tensor({1, 5}, random).expand({4, 5});
  const double rounding = 1e-14;  // products of a vector and of a matrix add up in different orders
  CHECK(tensors_close(embedding->forward(x).detach(), embedding->forward(x.contiguous()).detach(), {rounding}));
}
