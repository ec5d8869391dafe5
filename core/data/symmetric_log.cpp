#include "core/data/symmetric_log.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace inquest {
namespace {

constexpr std::size_t most_values = 10000;
constexpr std::array width_quantiles = {0.01, 0.05, 0.2, 0.5};  // of the distances from the origin

std::vector<double> thinned(std::vector<double> values) {
  if (values.size() <= most_values) return values;
  std::vector<double> kept(most_values);
  for (std::size_t i = 0; i < most_values; ++i) kept[i] = values[i * values.size() / most_values];
  return kept;
}

// Greatest mean log density of a normal for the mapped values, taken back to the values themselves; less a constant.
double profile_log_likelihood(const std::vector<double>& values, const SymmetricLog& map) {
  const auto n = static_cast<double>(values.size());
  double mean = 0;
  double log_derivative = 0;
  for (const double x : values) {
    mean += map(x) / n;
    log_derivative += map.log_derivative(x) / n;
  }
  double variance = 0;
  for (const double x : values) variance += (map(x) - mean) * (map(x) - mean) / n;
  return log_derivative - 0.5 * std::log(variance);
}

// Those of values at the origin itself, as many counts are, left out.
std::vector<double> sorted_distances(const std::vector<double>& values, double origin) {
  std::vector<double> distances;
  for (const double x : values) {
    if (x != origin) distances.push_back(std::abs(x - origin));
  }
  std::ranges::sort(distances);
  return distances;
}

}  // namespace

double SymmetricLog::operator()(double x) const { return width > 0 ? std::asinh((x - origin) / width) : x; }

double SymmetricLog::inverse(double y) const { return width > 0 ? origin + width * std::sinh(y) : y; }

double SymmetricLog::log_derivative(double x) const { return width > 0 ? -std::log(std::hypot(x - origin, width)) : 0; }

SymmetricLog fit_symmetric_log(std::vector<double> values, double least_gain) {
  values = thinned(std::move(values));
  std::ranges::sort(values);
  SymmetricLog best;
  if (values.front() == values.back()) return best;
  const double median = values[values.size() / 2];
  double best_value = profile_log_likelihood(values, best) + least_gain;
  for (const double origin : {0.0, median}) {
    const std::vector<double> distances = sorted_distances(values, origin);
    for (const double quantile : width_quantiles) {
      const SymmetricLog map{origin,
                             distances[static_cast<std::size_t>(quantile * static_cast<double>(distances.size()))]};
      const double value = profile_log_likelihood(values, map);
      if (value > best_value) {
        best = map;
        best_value = value;
      }
    }
  }
  return best;
}

}  // namespace inquest
