#include "core/data/input_transform.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace inquest {
namespace {

constexpr std::size_t most_values = 10000;
constexpr double least_squared = 1e-100, largest_squared = 1e100;
constexpr std::array width_quantiles = {0.01, 0.05, 0.2, 0.5};  // of the distances from the origin

std::vector<double> thinned(std::vector<double> values) {
  if (values.size() <= most_values) return values;
  std::vector<double> kept(most_values);
  for (std::size_t i = 0; i < most_values; ++i) kept[i] = values[i * values.size() / most_values];
  return kept;
}

// Greatest mean log density of a normal for the mapped values, taken back to the values themselves; less a constant.
double profile_log_likelihood(const std::vector<double>& values, const InputTransform& map) {
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

// That of values whose squares would vanish or overflow; else 1, so that no rounding changes.
double unit_of(double largest) {
  return largest > largest_squared || largest < least_squared ? std::exp2(std::ilogb(largest)) : 1;
}

}  // namespace

double InputTransform::operator()(double x) const {
  switch (kind) {
    case Kind::log1p:
      return std::log1p(x);
    case Kind::asinh:
      return std::asinh((x - origin) / width);
    case Kind::none:
      break;
  }
  return x;
}

double InputTransform::inverse(double y) const {
  switch (kind) {
    case Kind::log1p:
      return std::expm1(y);
    case Kind::asinh:
      return origin + width * std::sinh(y);
    case Kind::none:
      break;
  }
  return y;
}

double InputTransform::log_derivative(double x) const {
  switch (kind) {
    case Kind::log1p:
      return -std::log1p(x);
    case Kind::asinh:
      return -std::log(std::hypot(x - origin, width));
    case Kind::none:
      break;
  }
  return 0;
}

InputTransform fit_symmetric_log(std::vector<double> values, double least_gain) {
  values = thinned(std::move(values));
  std::ranges::sort(values);
  InputTransform best;
  if (values.front() == values.back()) return best;
  const double unit = unit_of(std::max(std::abs(values.front()), std::abs(values.back())));
  for (double& value : values) value /= unit;
  const double median = values[values.size() / 2];
  double best_value = profile_log_likelihood(values, best) + least_gain;
  for (const double origin : {0.0, median}) {
    const std::vector<double> distances = sorted_distances(values, origin);
    for (const double quantile : width_quantiles) {
      const auto rank = static_cast<std::size_t>(quantile * static_cast<double>(distances.size()));
      const InputTransform map{InputTransform::Kind::asinh, origin, distances[rank]};
      const double value = profile_log_likelihood(values, map);
      if (value > best_value) {
        best = map;
        best_value = value;
      }
    }
  }
  if (best.kind == InputTransform::Kind::asinh) {
    best.origin *= unit;
    best.width *= unit;
  }
  return best;
}

}  // namespace inquest
