#include "core/parameters/normal_scores.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "core/parameters/tail.hpp"

namespace inquest {

void to_normal_scores(std::span<double> values, double a) {
  const std::size_t n = values.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> scores(n);
  for (std::size_t first = 0, end = 0; first < n; first = end) {
    while (end < n && values[order[end]] == values[order[first]]) ++end;
    const double rank = 0.5 * static_cast<double>(first + 1 + end);
    const double score = normal_of_tail(tail_of_unit((rank - a) / (static_cast<double>(n) + 1 - 2 * a)));
    for (std::size_t i = first; i < end; ++i) scores[order[i]] = score;
  }
  std::ranges::copy(scores, values.begin());
}

}  // namespace inquest
