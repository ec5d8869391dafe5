#include "evidence/network/reach.hpp"

#include <limits>

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros_like.h>

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

// ln K = 0, 1, ..., 99 of the second model over the first, the even rows simulations of the first.
TEST_CASE("reach: the ln K that ten simulations of the losing model attain, either way") {
  const Tensor log_k = at::arange(100, at::kDouble);
  const Tensor log_evidence = at::stack({at::zeros_like(log_k), log_k}, 1) + 7;
  const Matrix reach = reach_of(log_evidence, log_k.remainder(2));
  CHECK(reach(1, 0) == 98 - 2 * 9);  // of 98, 96, ... the tenth
  CHECK(reach(0, 1) == -(1 + 2 * 9));
  CHECK(reach(0, 0) == 0);
}

TEST_CASE("reach: a model with fewer simulations than tell has none") {
  const Tensor log_evidence = at::stack({at::arange(12, at::kDouble), at::arange(12, at::kDouble)}, 1);
  const Tensor label = at::arange(12, at::kDouble).ge(9).to(at::kDouble);  // nine of the first model
  CHECK(reach_of(log_evidence, label)(1, 0) == -infinity);
  CHECK(reach_of(log_evidence, label)(0, 1) == -infinity);
}

// Of three models, ln p(x | M) = (0, x, -2 x) in simulations x = 0, ..., 9 of each.
TEST_CASE("reach: every pair of models has its own") {
  const Tensor x = at::arange(10, at::kDouble).repeat({3});
  const Tensor label = at::arange(30, at::kDouble).div(10, "floor");
  const Matrix reach = reach_of(at::stack({at::zeros_like(x), x, -2 * x}, 1), label);
  CHECK(reach(1, 0) == 0);
  CHECK(reach(0, 1) == -9);
  CHECK(reach(1, 2) == 0);
  CHECK(reach(2, 1) == -27);
  CHECK(reach(0, 2) == 0);
  CHECK(reach(2, 0) == -18);
}
