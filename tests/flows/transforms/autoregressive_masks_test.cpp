#include "flows/transforms/autoregressive_masks.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include <ATen/ops/cat.h>

#include "core/nn/mlp.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

// |d output / d input| of a network with random weights under the masks, [outputs, inputs].
Tensor jacobian(const MaskShape& shape, const std::vector<std::int64_t>& order) {
  Random random(Seed{2});
  Parameters parameters;
  const std::int64_t outputs = shape.outputs_per_feature * shape.features;
  Mlp mlp(shape.context + shape.features, outputs, {shape.hidden, "tanh"}, 1, parameters, "net", random);
  mlp.set_masks(autoregressive_masks(shape, order), parameters);
  parameters.to_double();
  parameters.flatten();
  const Tensor x = random_tensor({1, shape.context + shape.features}, random).requires_grad_();
  std::vector<Tensor> rows;
  for (std::int64_t i = 0; i < outputs; ++i) {
    x.mutable_grad() = Tensor();
    mlp.forward(x)[0][i].backward();
    rows.push_back(x.grad().abs());
  }
  return at::cat(rows);
}

std::int64_t place_of(const std::vector<std::int64_t>& order, std::int64_t coordinate) {
  return std::ranges::find(order, coordinate) - order.begin();
}

void check_autoregressive(const MaskShape& shape, const std::vector<std::int64_t>& order) {
  CAPTURE(shape.features, shape.context, shape.hidden, order);
  const Tensor reach = jacobian(shape, order);
  for (std::int64_t output = 0; output < reach.size(0); ++output) {
    const std::int64_t place = place_of(order, output % shape.features);
    for (std::int64_t input = 0; input < reach.size(1); ++input) {
      CAPTURE(output, input);
      const std::int64_t coordinate = input - shape.context;
      const bool may_read = coordinate < 0 || place_of(order, coordinate) < place;
      CHECK((reach[output][input].item<double>() > 0) == may_read);
    }
  }
}

}  // namespace

TEST_CASE("masks: outputs read the context and the coordinates before their own, all of them and no other") {
  check_autoregressive({4, 2, {9, 7}, 2}, {0, 1, 2, 3});
  check_autoregressive({4, 2, {9, 7}, 2}, {2, 0, 3, 1});
  check_autoregressive({3, 0, {3}, 1}, {1, 2, 0});
  check_autoregressive({5, 1, {5, 6, 8}, 3}, {4, 3, 2, 1, 0});
  check_autoregressive({3, 2, {}, 2}, {1, 0, 2});
}

TEST_CASE("masks: one coordinate reads its context alone") {
  check_autoregressive({1, 3, {4, 4}, 2}, {0});
  check_autoregressive({1, 1, {1}, 2}, {0});
}

TEST_CASE("masks: circular coordinates are read as cosine and sine, never themselves") {
  const auto masks = autoregressive_masks({3, 1, {6}, 1, {0, 2}}, {2, 0, 1});
  const Tensor reach = masks[1].matmul(masks[0]).gt(0);  // [3, context, three coordinates, two pairs]
  const std::vector<std::vector<int>> expected = {
      {1, 0, 0, 0, 0, 0, 1, 1}, {1, 0, 0, 0, 1, 1, 1, 1}, {1, 0, 0, 0, 0, 0, 0, 0}};
  for (std::int64_t i = 0; i < 3; ++i) {
    for (std::int64_t j = 0; j < 8; ++j) {
      CAPTURE(i, j);
      CHECK(reach[i][j].item<bool>() == (expected[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] == 1));
    }
  }
}

TEST_CASE("masks: a layer too narrow for all coordinates is an error") {
  const Error error = error_from([] { autoregressive_masks({5, 1, {8, 4}, 2}, {0, 1, 2, 3, 4}); });
  CHECK(error.kind() == ErrorKind::config);
  CHECK_THAT(error.what(), Contains("a hidden layer of width 4 (for 5 parameters"));
}

TEST_CASE("orders are permutations, every second the reverse of the one before, the same in every process") {
  const auto orders = autoregressive_orders(6, 8);
  REQUIRE(orders.size() == 8);
  for (std::size_t k = 0; k < orders.size(); ++k) {
    CHECK(std::set<std::int64_t>(orders[k].begin(), orders[k].end()) == std::set<std::int64_t>{0, 1, 2, 3, 4, 5});
    if (k % 2 == 1) CHECK(std::equal(orders[k].rbegin(), orders[k].rend(), orders[k - 1].begin()));
  }
  CHECK(orders[0] == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5});
  CHECK(orders[2] != orders[0]);
  CHECK(orders[4] != orders[2]);
  CHECK(autoregressive_orders(6, 8) == orders);
  // A longer chain begins as the shorter one does.
  CHECK(autoregressive_orders(6, 3)[2] == orders[2]);
  CHECK(autoregressive_orders(1, 3) == std::vector<std::vector<std::int64_t>>{{0}, {0}, {0}});
}
