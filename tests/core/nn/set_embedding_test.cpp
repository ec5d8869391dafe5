#include "core/nn/set_embedding.hpp"

#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

constexpr double rounding = 1e-12;

// In float64.
struct Network {
  Network(const SetEmbeddingOptions& options, const Shape& shape) {
    Random random(Seed{1});
    embedding = options.make(shape, parameters, random);
    parameters.to_double();
    parameters.flatten();
  }

  Tensor of(const Tensor& x) const { return embedding->forward(x.reshape({x.size(0), -1})).detach(); }

  Parameters parameters;
  std::unique_ptr<Embedding> embedding;
};

SetEmbeddingOptions small(bool mask) { return {.network = {{5}, "tanh"}, .mask = mask, .outputs = 3}; }

// Sets [n, rows, columns + 1] whose first rows are there: `there` of each.
Tensor masked(const Tensor& sets, const std::vector<std::int64_t>& there) {
  const Tensor mask = at::zeros({sets.size(0), sets.size(1), 1}, sets.options());
  for (std::size_t i = 0; i < there.size(); ++i) {
    mask[static_cast<std::int64_t>(i)].narrow(0, 0, there[i]).fill_(1);
  }
  return at::cat({sets, mask}, 2);
}

}  // namespace

TEST_CASE("set embedding: a linear map of the mean over rows of what a perceptron makes of each, and of ln of 1 + n") {
  const Network network(small(false), {1, 4, 2});
  Random random(Seed{2});
  const Tensor sets = random_tensor({3, 4, 2}, random);
  const auto& weights = network.parameters.tensors();
  REQUIRE(weights.size() == 6);
  const auto linear = [&](const Tensor& x, std::size_t i) { return x.matmul(weights[i].t()) + weights[i + 1]; };
  const Tensor mean = linear(linear(sets, 0).tanh(), 2).mean(1);
  const Tensor number = at::zeros({3, 1}, sets.options()) + std::log(5.0);
  CHECK(tensors_close(network.of(sets), linear(at::cat({mean, number}, 1), 4).detach(), {rounding}));
}

TEST_CASE("set embedding: the order of rows means nothing") {
  const bool mask = GENERATE(false, true);
  const Network network(small(mask), {1, 4, 2 + static_cast<std::size_t>(mask)});
  Random random(Seed{2});
  Tensor sets = random_tensor({3, 4, 2}, random);
  if (mask) sets = masked(sets, {4, 2, 1});
  const Tensor other = sets.index_select(1, at::tensor({2, 0, 3, 1}, at::kLong));
  CHECK(tensors_close(network.of(sets), network.of(other), {rounding}));
}

TEST_CASE("set embedding: rows that are not there change nothing, and a set without rows is one too") {
  const Network network(small(true), {1, 4, 3});
  Random random(Seed{2});
  const Tensor sets = random_tensor({3, 4, 2}, random);
  const Tensor other = sets.clone();
  other[1].narrow(0, 2, 2).fill_(17);
  other[2].fill_(-1e30);
  CHECK(tensors_close(network.of(masked(sets, {4, 2, 0})), network.of(masked(other, {4, 2, 0})), {rounding}));
  CHECK(!tensors_close(network.of(masked(sets, {4, 3, 0})), network.of(masked(other, {4, 3, 0})), {rounding}));
  CHECK(network.of(masked(sets, {0, 0, 0})).isfinite().all().item<bool>());
}

TEST_CASE("set embedding: as many sets at once as there are, with a graph or without") {
  const Network network(small(false), {1, 3});
  Random random(Seed{2});
  const Tensor sets = random_tensor({1100, 3}, random);
  const Tensor with_graph = network.of(sets);
  const at::NoGradGuard no_graph;
  CHECK(tensors_close(network.of(sets), with_graph, {rounding}));
}

TEST_CASE("set embedding: tables alone, and a mask beside a column") {
  CHECK(small(false).obstacle_to({1, 5}).empty());
  CHECK(small(true).obstacle_to({1, 5, 2}).empty());
  CHECK_THAT(small(false).obstacle_to({2, 5, 3}), Contains("not [2, 5, 3]"));
  CHECK_THAT(small(false).obstacle_to({5}), Contains("not [5]"));
  CHECK_THAT(small(true).obstacle_to({1, 5}), Contains("a mask is the last of two columns"));
  CHECK_THAT((SetEmbeddingOptions{.network = {{}, "tanh"}}.obstacle_to({1, 5})), Contains("hidden names no layer"));
}
