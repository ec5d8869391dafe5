#include "core/train/bootstrap.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/tensor.h>

#include "core/base/random.hpp"

namespace inquest {
namespace {

// Rows in groups, one for each simulation, in the order of the first of each.
struct Groups {
  std::vector<std::int64_t> rows;
  std::vector<std::size_t> start = {0};  // of each group, with the end of the last

  std::size_t size() const { return start.size() - 1; }
  std::span<const std::int64_t> operator[](std::size_t group) const {
    return std::span(rows).subspan(start[group], start[group + 1] - start[group]);
  }
};

std::span<const std::int64_t> values_of(const Tensor& tensor) {
  return {tensor.data_ptr<std::int64_t>(), static_cast<std::size_t>(tensor.size(0))};
}

Groups by_simulation(std::span<const std::int64_t> rows, std::span<const std::int64_t> simulation) {
  constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> group_of(static_cast<std::size_t>(std::ranges::max(simulation)) + 1, none);
  const auto group = [&](std::int64_t row) -> std::size_t& {
    return group_of[static_cast<std::size_t>(simulation[static_cast<std::size_t>(row)])];
  };
  Groups result;
  for (const std::int64_t row : rows) {
    if (group(row) == none) {
      group(row) = result.size();
      result.start.push_back(0);
    }
    ++result.start[group(row) + 1];
  }
  std::partial_sum(result.start.begin(), result.start.end(), result.start.begin());
  result.rows.resize(rows.size());
  std::vector<std::size_t> next(result.start.begin(), result.start.end() - 1);
  for (const std::int64_t row : rows) result.rows[next[group(row)]++] = row;
  return result;
}

}  // namespace

Tensor bootstrap(const Tensor& rows, const Tensor& simulation, Seed seed) {
  const Groups simulations = by_simulation(values_of(rows), values_of(simulation));
  Random random(seed);
  std::vector<std::int64_t> drawn;
  drawn.reserve(simulations.rows.size());
  for (std::size_t i = 0; i < simulations.size(); ++i) {
    const auto copies = simulations[random.below(simulations.size())];
    drawn.insert(drawn.end(), copies.begin(), copies.end());
  }
  return at::tensor(drawn, at::kLong);
}

Tensor first_rows(const Tensor& rows, const Tensor& simulation) {
  const Groups simulations = by_simulation(values_of(rows), values_of(simulation));
  std::vector<std::int64_t> first;
  for (std::size_t i = 0; i < simulations.size(); ++i) first.push_back(simulations[i].front());
  return at::tensor(first, at::kLong);
}

}  // namespace inquest
