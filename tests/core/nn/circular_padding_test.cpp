#include "core/nn/circular_padding.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

struct Case {
  std::vector<std::int64_t> shape;
  std::int64_t rows, columns;
};

// Number by number.
Tensor reference(const Tensor& x, std::int64_t rows, std::int64_t columns) {
  const std::int64_t h = x.size(2), w = x.size(3);
  Tensor result = x.new_zeros({x.size(0), x.size(1), h + 2 * rows, w + 2 * columns});
  for (std::int64_t i = 0; i < h + 2 * rows; ++i) {
    for (std::int64_t j = 0; j < w + 2 * columns; ++j) {
      result.select(2, i).select(2, j).copy_(x.select(2, (i + h - rows) % h).select(2, (j + w - columns) % w));
    }
  }
  return result;
}

}  // namespace

TEST_CASE("circular padding: numbers, gradient and memory format of maps and series") {
  const auto [shape, rows, columns] =
      GENERATE(values<Case>({{{2, 3, 4, 5}, 1, 1}, {{1, 2, 4, 6}, 2, 3}, {{2, 1, 1, 5}, 0, 2}, {{1, 1, 1, 1}, 1, 1}}));
  const auto format = GENERATE(at::MemoryFormat::Contiguous, at::MemoryFormat::ChannelsLast);
  Random random(Seed{1});
  Tensor x = random_tensor(shape, random).contiguous(format);
  const Tensor expected = reference(x, rows, columns);
  const Tensor weight = random_tensor(expected.sizes().vec(), random);
  x.requires_grad_();
  const Tensor padded = circular_padding(x, rows, columns);
  CHECK(tensors_close(padded.detach(), expected));
  CHECK(padded.is_contiguous(x.suggest_memory_format()));
  (padded * weight).sum().backward();
  const at::NoGradGuard no_graph;
  Tensor plain = x.detach().contiguous();
  const Tensor gradient =
      numerical_gradient([&] { return (reference(plain, rows, columns) * weight).sum().item<double>(); }, plain);
  CHECK(tensors_close(x.grad(), gradient, {1e-8}));
}

TEST_CASE("circular padding: the gradient of what follows is left as it was") {
  Random random(Seed{1});
  Tensor x = random_tensor({1, 1, 3, 3}, random).requires_grad_();
  const Tensor padded = circular_padding(x, 1, 1);
  const Tensor given = random_tensor({1, 1, 5, 5}, random);
  const Tensor before = given.clone();
  padded.backward(given);
  CHECK(tensors_close(given, before));
}
