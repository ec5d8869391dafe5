#include "evidence/nested/refine/pareto.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace inquest {
namespace {

// Zhang & Stephens (2009): the posterior mean of theta = k / sigma on a grid; `x` is ascending and positive. The prior
// on k of Vehtari et al., worth ten exceedances at 0.5, is applied at the end.
double fit_shape(const std::vector<double>& x) {
  const auto n = static_cast<double>(x.size());
  const auto grid = static_cast<std::size_t>(30 + std::sqrt(n));
  const double quartile = x[static_cast<std::size_t>(n / 4 + 0.5) - 1];
  std::vector<double> theta(grid), log_l(grid);
  const auto shape = [&](double t) {
    double sum = 0;
    for (const double value : x) sum += std::log1p(-t * value);
    return sum / n;
  };
  for (std::size_t i = 0; i < grid; ++i) {
    const double step = 1 - std::sqrt(static_cast<double>(grid) / (static_cast<double>(i) + 0.5));
    theta[i] = 1 / x.back() + step / (3 * quartile);
    const double k = shape(theta[i]);
    log_l[i] = n * (std::log(-theta[i] / k) - k - 1);
  }
  const double largest = *std::ranges::max_element(log_l);
  double sum = 0;
  double mean = 0;
  for (std::size_t i = 0; i < grid; ++i) {
    sum += std::exp(log_l[i] - largest);
    mean += theta[i] * std::exp(log_l[i] - largest);
  }
  return (shape(mean / sum) * n + 5) / (n + 10);
}

}  // namespace

double pareto_shape(std::span<const double> log_weights) {
  std::vector<double> sorted(log_weights.begin(), log_weights.end());
  std::ranges::sort(sorted);
  const auto n = static_cast<double>(sorted.size());
  const auto tail = static_cast<std::size_t>(std::min(0.2 * n, 3 * std::sqrt(n)));
  if (tail < 5) return 0;
  const double cut = sorted[sorted.size() - tail - 1];
  const double largest = sorted.back();
  std::vector<double> excess;
  for (std::size_t i = sorted.size() - tail; i < sorted.size(); ++i) {
    const double value = std::exp(sorted[i] - largest) - std::exp(cut - largest);
    if (value > 0) excess.push_back(value);
  }
  return excess.size() < 5 || excess.front() == excess.back() ? 0 : fit_shape(excess);
}

}  // namespace inquest
