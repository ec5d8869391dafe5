#include "core/nn/parameters.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

struct Pair {
  Pair() {
    Random random(Seed{5});
    a = parameters.add("a", {2, 3}, 1, random);
    b = parameters.add("b", {4}, 2, random);
  }
  Parameters parameters;
  Tensor a;
  Tensor b;
};

}  // namespace

TEST_CASE("parameters are named views of one buffer") {
  Pair pair;
  const Tensor before = pair.a.clone();
  pair.parameters.flatten();
  CHECK(pair.parameters.names() == std::vector<std::string>{"a", "b"});
  CHECK(pair.parameters.count() == 10);
  CHECK(tensors_close(pair.a, before));
  CHECK(tensors_close(pair.parameters.flat().narrow(0, 0, 6), before.flatten()));

  // Written through the buffer, read through the tensors that networks hold, and back.
  pair.parameters.flat().fill_(3);
  CHECK(tensors_close(pair.b, at::full({4}, 3.0)));
  pair.b.detach().fill_(7);
  CHECK(tensors_close(pair.parameters.flat().narrow(0, 6, 4), at::full({4}, 7.0)));
}

TEST_CASE("parameters: gradients add up in one buffer") {
  Pair pair;
  pair.parameters.flatten();
  CHECK(pair.parameters.flat_gradient().abs().max().item<float>() == 0);
  for (int pass = 1; pass <= 2; ++pass) {
    (2 * pair.a.sum() + 3 * pair.b.sum()).backward();
    CHECK(tensors_close(pair.parameters.flat_gradient().narrow(0, 0, 6), at::full({6}, 2.0 * pass)));
    CHECK(tensors_close(pair.parameters.flat_gradient().narrow(0, 6, 4), at::full({4}, 3.0 * pass)));
  }
  pair.parameters.flat_gradient().zero_();
  CHECK(pair.a.grad().abs().max().item<float>() == 0);
}

TEST_CASE("parameters: assign copies, and leaves the source alone") {
  Pair pair;
  pair.parameters.flatten();
  const Tensor values = at::full({10}, 0.25, at::kFloat);
  pair.parameters.assign(values);
  pair.parameters.flat().add_(1);
  CHECK(tensors_close(pair.a, at::full({2, 3}, 1.25)));
  CHECK(values[0].item<float>() == 0.25F);
}

TEST_CASE("parameters: constants follow in precision") {
  Pair pair;
  const Tensor held = at::ones({2}, at::kFloat);
  pair.parameters.add_constant(held);
  pair.parameters.to_double();
  pair.parameters.flatten();
  CHECK(pair.parameters.flat().scalar_type() == at::kDouble);
  CHECK(pair.a.scalar_type() == at::kDouble);
  CHECK(held.scalar_type() == at::kDouble);
}

TEST_CASE("parameters: the same stream of random numbers gives the same start") {
  const Pair one;
  const Pair two;
  CHECK(tensors_close(one.a, two.a));
  CHECK(one.b.abs().max().item<float>() <= 2);
}
