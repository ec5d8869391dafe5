#include "core/diagnostics/predictive.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/statistics.hpp"
#include "core/infer/summary.hpp"

namespace inquest {
namespace {

// By linear interpolation between order statistics.
double quantile_of(const std::vector<double>& sorted, double probability) {
  const double place = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

void describe(std::vector<double>& column, std::size_t j, Predictive& result) {
  result.mean[j] = mean_of(column);
  result.sd[j] = standard_deviation(column);
  std::ranges::sort(column);
  for (std::size_t q = 0; q < summary_quantiles.size(); ++q) {
    result.quantiles(q, j) = quantile_of(column, summary_quantiles[q]);
  }
}

double share_as_large(const std::vector<double>& values, double value) {
  const auto count = std::ranges::count_if(values, [&](double other) { return other >= value; });
  return static_cast<double>(count) / static_cast<double>(values.size());
}

}  // namespace

Predictive predictive_check(ConstMatrixView simulated, std::span<const double> observation) {
  const std::size_t n = simulated.rows();
  const std::size_t k = simulated.cols();
  INQUEST_EXPECT(n > 1 && observation.size() == k);
  Predictive result{.rows = n, .mean = std::vector<double>(k), .sd = std::vector<double>(k)};
  result.quantiles = Matrix(summary_quantiles.size(), k);
  std::vector<double> squares(n + 1), largest(n + 1), column(n);
  double furthest = -1;
  for (std::size_t j = 0; j < k; ++j) {
    for (std::size_t i = 0; i < n; ++i) column[i] = simulated(i, j);
    std::vector<double> all = column;
    all.push_back(observation[j]);
    const double mean = mean_of(all);
    const auto [least, most] = std::ranges::minmax(column);
    const double sd = least < most ? standard_deviation(all) : 0;  // of rounded sums there would be some
    for (std::size_t i = 0; i <= n; ++i) {
      const double distance = sd > 0 ? std::abs(all[i] - mean) / sd : 0;
      squares[i] += distance * distance / static_cast<double>(k);
      largest[i] = std::max(largest[i], distance);
      if (i == n && distance > furthest) {
        furthest = distance;
        result.extreme = j;
      }
    }
    describe(column, j, result);
  }
  result.p_value = share_as_large(squares, squares.back());
  result.extreme_p = share_as_large(largest, largest.back());
  return result;
}

}  // namespace inquest
