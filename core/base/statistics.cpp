#include "core/base/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace inquest {

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_deviation(std::span<const double> values) {
  if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const double mean = mean_of(values);
  double largest = 0;  // the unit of the squares, which numbers around 1e-200 would not have
  for (const double value : values) largest = std::max(largest, std::abs(value - mean));
  if (largest == 0) return std::isnan(mean) ? mean : 0;
  double squares = 0;
  for (const double value : values) squares += (value - mean) / largest * ((value - mean) / largest);
  return largest * std::sqrt(squares / static_cast<double>(values.size() - 1));
}

Measured mean_with_error(std::span<const double> values) {
  return {mean_of(values), standard_deviation(values) / std::sqrt(static_cast<double>(values.size()))};
}

double mean_direction(std::span<const double> angles) {
  double sine = 0, cosine = 0;
  for (const double angle : angles) {
    sine += std::sin(angle);
    cosine += std::cos(angle);
  }
  return std::atan2(sine, cosine);
}

double jackknife_error(std::span<const double> values) {
  const auto groups = static_cast<double>(values.size());
  return standard_deviation(values) * (groups - 1) / std::sqrt(groups);
}

double log_sum_exp(std::span<const double> values) {
  const double largest = std::ranges::max(values);
  if (largest == -std::numeric_limits<double>::infinity()) return largest;
  double sum = 0;
  for (const double value : values) sum += std::exp(value - largest);
  return largest + std::log(sum);
}

double log_mean_exp(std::span<const double> values) {
  const double largest = std::ranges::max(values);
  if (!std::isfinite(largest)) return largest;
  double sum = 0;
  for (const double value : values) sum += std::exp(value - largest);
  return largest + std::log(sum / static_cast<double>(values.size()));
}

double log_mean_exp(std::span<const double> weights, std::span<const double> values) {
  double largest = -std::numeric_limits<double>::infinity(), sum = 0, total = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] > 0) largest = std::max(largest, values[i]);
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    total += weights[i];
    if (weights[i] > 0) sum += weights[i] * std::exp(values[i] - largest);
  }
  return largest + std::log(sum / total);
}

}  // namespace inquest
