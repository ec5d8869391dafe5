#include "core/summaries/peaks.hpp"

#include "core/base/statistics.hpp"

namespace inquest {
namespace {

bool is_peak(std::span<const double> map, std::size_t rows, std::size_t columns, std::size_t at) {
  const std::size_t row = at / columns, column = at % columns;
  for (const std::size_t i : {row + rows - 1, row, row + 1}) {
    for (const std::size_t j : {column + columns - 1, column, column + 1}) {
      const std::size_t other = i % rows * columns + j % columns;
      if (other != at && map[other] >= map[at]) return false;
    }
  }
  return true;
}

}  // namespace

std::vector<double> peaks_of(std::span<const double> map, std::size_t rows, std::size_t columns,
                             std::span<const double> thresholds) {
  std::vector<double> counts(thresholds.size());
  if (thresholds.empty()) return counts;
  const double mean = mean_of(map), sd = standard_deviation(map);
  for (std::size_t at = 0; at < map.size(); ++at) {
    if (!is_peak(map, rows, columns, at)) continue;
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
      if (map[at] >= mean + thresholds[i] * sd) ++counts[i];
    }
  }
  return counts;
}

}  // namespace inquest
