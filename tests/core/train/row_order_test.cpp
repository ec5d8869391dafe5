#include "core/train/row_order.hpp"

#include <algorithm>
#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/sort.h>

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

constexpr std::int64_t block = BlockOrder::block_rows;
constexpr std::int64_t window_rows = block * BlockOrder::window;

Tensor sorted(const Tensor& rows) { return std::get<0>(at::sort(rows)); }

}  // namespace

TEST_CASE("row order: every row once, and the seed decides") {
  const std::int64_t n = GENERATE(1, 1000, 3 * block + 7, 2 * window_rows + 5);
  const Tensor rows = at::arange(n, at::kLong) * 2;
  const BlockOrder blocks = shuffled_in_blocks(rows, {1});
  CHECK(at::equal(sorted(shuffled(rows, {1})), rows));
  CHECK(at::equal(sorted(blocks.rows), rows));
  CHECK(at::equal(blocks.rows, shuffled_in_blocks(rows, {1}).rows));
  if (n > 1) CHECK_FALSE(at::equal(blocks.rows, shuffled_in_blocks(rows, {2}).rows));
}

TEST_CASE("row order: the blocks cover what is visited") {
  const Tensor rows = at::arange(10, 10 + 5 * window_rows / 2, at::kLong);
  const BlockOrder order = shuffled_in_blocks(rows, {3});
  REQUIRE(static_cast<std::int64_t>(order.blocks.size()) == 5 * BlockOrder::window / 2);
  const std::int64_t* visited = order.rows.data_ptr<std::int64_t>();
  std::vector<std::int64_t> first_window(visited, visited + window_rows);
  std::ranges::sort(first_window);
  std::vector<std::int64_t> promised;
  for (std::int64_t b = 0; b < BlockOrder::window; ++b) {
    const RowBlock& of = order.blocks[static_cast<std::size_t>(b)];
    for (std::int64_t i = 0; i < of.rows; ++i) promised.push_back(of.first_row + i);
  }
  std::ranges::sort(promised);
  CHECK(first_window == promised);
}

TEST_CASE("row order: rows with repeats keep their repeats") {
  const Tensor rows = at::arange(4000, at::kLong).remainder(7);
  CHECK(at::equal(sorted(shuffled_in_blocks(rows, {4}).rows), sorted(rows)));
}

TEST_CASE("row order: within a window the place of a row says nothing of where it lay") {
  const Tensor rows = at::arange(window_rows, at::kLong);
  const Tensor order = shuffled_in_blocks(rows, {5}).rows.to(at::kDouble);
  const Tensor place = rows.to(at::kDouble);
  const double covariance = ((order - order.mean()) * (place - place.mean())).mean().item<double>();
  const double variance = (place - place.mean()).pow(2).mean().item<double>();
  // A correlation of 65,536 unrelated pairs has standard deviation 1 / 256.
  CHECK(std::abs(covariance / variance) < 4.0 / 256);
}
