#include "core/train/row_order.hpp"

#include <algorithm>
#include <numeric>
#include <span>

#include <ATen/ops/empty_like.h>

#include "core/base/random.hpp"

namespace inquest {
namespace {

std::span<std::int64_t> values_of(const Tensor& rows) {
  return {rows.data_ptr<std::int64_t>(), static_cast<std::size_t>(rows.size(0))};
}

template <class T>
void shuffle(std::span<T> values, Random& random) {
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
}

}  // namespace

Tensor shuffled(const Tensor& rows, Seed seed) {
  Tensor order = rows.clone();
  Random random(seed);
  shuffle(values_of(order), random);
  return order;
}

BlockOrder shuffled_in_blocks(const Tensor& rows, Seed seed) {
  constexpr std::size_t length = BlockOrder::block_rows;
  const Tensor copy = rows.clone();
  const auto sorted = values_of(copy);
  std::ranges::sort(sorted);
  std::vector<std::size_t> starts((sorted.size() + length - 1) / length);
  for (std::size_t i = 0; i < starts.size(); ++i) starts[i] = i * length;
  Random random(seed);
  shuffle(std::span(starts), random);

  BlockOrder result{at::empty_like(copy), {}};
  const auto order = values_of(result.rows);
  std::size_t next = 0;
  std::size_t window_start = 0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const auto block = sorted.subspan(starts[i], std::min(length, sorted.size() - starts[i]));
    result.blocks.push_back({block.front(), block.back() - block.front() + 1});
    std::ranges::copy(block, order.begin() + static_cast<std::ptrdiff_t>(next));
    next += block.size();
    if ((i + 1) % BlockOrder::window != 0 && i + 1 < starts.size()) continue;
    shuffle(order.subspan(window_start, next - window_start), random);
    window_start = next;
  }
  return result;
}

}  // namespace inquest
