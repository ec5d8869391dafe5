#include "core/nn/cnn_embedding.hpp"

#include <algorithm>
#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/roll.h>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

CnnEmbeddingOptions small(bool periodic) {
  CnnEmbeddingOptions options;
  options.channels = {3, 2};
  options.stride_first = 1;
  options.periodic = periodic;
  options.activation = "tanh";
  options.outputs = 4;
  return options;
}

// In float64.
struct Network {
  Network(const CnnEmbeddingOptions& options, const Shape& shape) {
    Random random(Seed{1});
    embedding = options.make(shape, parameters, random);
    parameters.to_double();
    parameters.flatten();
  }

  Parameters parameters;
  std::unique_ptr<Embedding> embedding;
};

// One map [c][h][w] with number-by-number access, zero or periodic beyond its edges.
struct Map {
  std::int64_t c, h, w;
  std::vector<double> values;
  bool periodic;

  double& at(std::int64_t k, std::int64_t i, std::int64_t j) {
    return values[static_cast<std::size_t>((k * h + i) * w + j)];
  }
  double beyond(std::int64_t k, std::int64_t i, std::int64_t j) {
    if (periodic) return at(k, (i + h) % h, (j + w) % w);
    return i < 0 || i >= h || j < 0 || j >= w ? 0 : at(k, i, j);
  }
};

Map empty_map(std::int64_t c, std::int64_t h, std::int64_t w, bool periodic) {
  return {c, h, w, std::vector<double>(static_cast<std::size_t>(c * h * w)), periodic};
}

Map convolved(Map from, const Tensor& weight, const Tensor& bias, std::int64_t stride) {
  const std::int64_t rows = weight.size(2), columns = weight.size(3);
  const std::int64_t down = rows > 1 ? stride : 1;
  Map to = empty_map(weight.size(0), (from.h + down - 1) / down, (from.w + stride - 1) / stride, from.periodic);
  for (std::int64_t k = 0; k < to.c; ++k) {
    for (std::int64_t i = 0; i < to.h; ++i) {
      for (std::int64_t j = 0; j < to.w; ++j) {
        double sum = bias[k].item<double>();
        for (std::int64_t l = 0; l < from.c; ++l) {
          for (std::int64_t a = 0; a < rows; ++a) {
            for (std::int64_t b = 0; b < columns; ++b) {
              sum += weight[k][l][a][b].item<double>() *
                     from.beyond(l, down * i + a - rows / 2, stride * j + b - columns / 2);
            }
          }
        }
        to.at(k, i, j) = std::tanh(sum);
      }
    }
  }
  return to;
}

Map coarser(Map from) {
  Map to = empty_map(from.c, (from.h + 1) / 2, (from.w + 1) / 2, from.periodic);
  for (std::int64_t k = 0; k < to.c; ++k) {
    for (std::int64_t i = 0; i < to.h; ++i) {
      for (std::int64_t j = 0; j < to.w; ++j) {
        double sum = 0;
        int count = 0;
        for (std::int64_t a = 2 * i; a < std::min(2 * i + 2, from.h); ++a) {
          for (std::int64_t b = 2 * j; b < std::min(2 * j + 2, from.w); ++b, ++count) sum += from.at(k, a, b);
        }
        to.at(k, i, j) = sum / count;
      }
    }
  }
  return to;
}

// The features of one map by loops over its numbers.
Tensor reference(const Network& network, Map map, std::int64_t stride) {
  const auto& tensors = network.parameters.tensors();  // weight and bias of each convolution, then of the last map
  map = convolved(map, tensors[0], tensors[1], stride);
  map = convolved(coarser(map), tensors[2], tensors[3], 1);
  Tensor means = tensors[0].new_zeros({map.c});
  for (std::int64_t k = 0; k < map.c; ++k) {
    double sum = 0;
    for (std::int64_t i = 0; i < map.h * map.w; ++i) sum += map.values[static_cast<std::size_t>(k * map.h * map.w + i)];
    means[k] = sum / static_cast<double>(map.h * map.w);
  }
  return tensors[4].matmul(means) + tensors[5];
}

}  // namespace

TEST_CASE("cnn embedding: loops over the numbers of a map give the same features") {
  const bool periodic = GENERATE(false, true);
  const std::int64_t stride = GENERATE(1, 2);
  const Shape shape = GENERATE(Shape{2, 6, 5}, Shape{2, 7}, Shape{1, 1, 7});
  CnnEmbeddingOptions options = small(periodic);
  options.stride_first = stride;
  const Network network(options, shape);
  Random random(Seed{2});
  const auto size = static_cast<std::int64_t>(numbers_of(shape));
  const Tensor x = random_tensor({1, size}, random);
  const at::NoGradGuard no_graph;
  const std::int64_t height = shape.size() == 3 ? static_cast<std::int64_t>(shape[1]) : 1;
  const Map map{static_cast<std::int64_t>(shape[0]), height, static_cast<std::int64_t>(shape.back()),
                std::vector<double>(x.data_ptr<double>(), x.data_ptr<double>() + size), periodic};
  CHECK(network.embedding->inputs() == size);
  CHECK(network.embedding->outputs() == 4);
  CHECK(tensors_close(network.embedding->forward(x)[0], reference(network, map, stride), {1e-13}));
}

TEST_CASE("cnn embedding: gradients of weights and data are those of finite differences") {
  CnnEmbeddingOptions options = small(true);
  options.stride_first = 2;
  const Network network(options, {1, 5, 6});
  Random random(Seed{2});
  Tensor x = random_tensor({3, 30}, random).requires_grad_();
  const Tensor weight = random_tensor({3, 4}, random);
  (network.embedding->forward(x) * weight).sum().backward();
  const at::NoGradGuard no_graph;
  const auto loss = [&] { return (network.embedding->forward(x) * weight).sum().item<double>(); };
  CHECK(tensors_close(network.parameters.flat_gradient(), numerical_gradient(loss, network.parameters.flat()), {1e-7}));
  CHECK(tensors_close(x.grad(), numerical_gradient(loss, x.detach()), {1e-7}));
}

TEST_CASE("cnn embedding: periodic maps may be shifted by what the layers resolve, others may not") {
  const bool periodic = GENERATE(false, true);
  const Network network(small(periodic), {1, 8, 8});
  Random random(Seed{2});
  const Tensor x = random_tensor({2, 8, 8}, random);
  const at::NoGradGuard no_graph;
  const auto features = [&](const Tensor& maps) { return network.embedding->forward(maps.reshape({2, 64})); };
  const bool same = bool(tensors_close(features(x.roll({2, 4}, {1, 2})), features(x), {1e-13}));
  CHECK(same == periodic);
}

TEST_CASE("cnn embedding: without a graph many rows give what each gives") {
  for (const char* pool : {"mean", "max"}) {
    CnnEmbeddingOptions options = small(true);
    options.pool = pool;
    const Network network(options, {1, 4, 4});
    Random random(Seed{2});
    const Tensor x = random_tensor({150, 16}, random);
    const Tensor with_graph = network.embedding->forward(x).detach();
    const at::NoGradGuard no_graph;
    CHECK(tensors_close(network.embedding->forward(x), with_graph, {1e-14}));
    const Tensor one = x.narrow(0, 3, 1).expand({9, 16});
    CHECK(tensors_close(network.embedding->forward(one)[8], with_graph[3], {1e-14}));
  }
}

TEST_CASE("cnn embedding: the largest of all places is no mean") {
  CnnEmbeddingOptions options = small(true);
  const Network mean(options, {1, 4, 4});
  options.pool = "max";
  const Network max(options, {1, 4, 4});
  Random random(Seed{2});
  const Tensor x = random_tensor({2, 16}, random);
  CHECK(!tensors_close(mean.embedding->forward(x).detach(), max.embedding->forward(x).detach(), {1e-3}));
}

TEST_CASE("cnn embedding: shapes and options that no convolution takes are obstacles") {
  CnnEmbeddingOptions options = small(true);
  CHECK(options.obstacle_to({1, 6, 6}).empty());
  CHECK(options.obstacle_to({3, 100}).empty());
  CHECK_THAT(options.obstacle_to({6}), Contains("[6]") && Contains("neither map nor series"));
  CHECK_THAT(options.obstacle_to({1, 3, 6, 6}), Contains("channels: 3"));
  options.kernel = 4;
  CHECK_THAT(options.obstacle_to({1, 6, 6}), Contains("kernel = 4 is even"));
  options.kernel = 7;
  CHECK_THAT(options.obstacle_to({1, 4, 40}), Contains("reaches around") && Contains("2 wide"));
  options.periodic = false;
  CHECK(options.obstacle_to({1, 4, 40}).empty());
  options = small(true);
  options.stride_first = 4;
  CHECK_THAT(options.obstacle_to({1, 6, 6}), Contains("unseen"));
  options = small(true);
  options.channels = {};
  CHECK_THAT(options.obstacle_to({1, 6, 6}), Contains("no convolution"));
}
