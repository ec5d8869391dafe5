#include "evidence/chains/chain_mean.hpp"

#include <cmath>
#include <limits>

#include "core/base/statistics.hpp"
#include "core/sampling/convergence.hpp"

namespace inquest {
namespace {

constexpr std::size_t fewest = 8;  // of which an autocorrelation means anything

struct Moments {
  double mean, variance, weight;  // the mean weight
};

Moments moments(std::span<const double> values, std::span<const double> weights) {
  double sum = 0, total = 0, squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += weights[i] * values[i], total += weights[i];
  const double mean = sum / total;
  for (std::size_t i = 0; i < values.size(); ++i) squares += weights[i] * (values[i] - mean) * (values[i] - mean);
  return {mean, squares / total, total / static_cast<double>(values.size())};
}

}  // namespace

double series_error(std::span<const double> series) {
  if (series.size() < fewest) return std::numeric_limits<double>::infinity();
  const double deviation = standard_deviation(series);
  if (deviation == 0) return 0;
  const double size = effective_sample_size({series.data(), 1, series.size()});
  return std::isnan(size) ? std::numeric_limits<double>::infinity() : deviation / std::sqrt(size);
}

ChainMean chain_mean(std::span<const double> values, std::span<const double> weights) {
  const Moments found = moments(values, weights);
  ChainMean result{{found.mean, 0}, std::vector<double>(values.size())};
  for (std::size_t i = 0; i < values.size(); ++i) {
    result.series[i] = weights[i] * (values[i] - found.mean) / found.weight;
  }
  result.mean.error = series_error(result.series);
  return result;
}

double effective_draws(std::span<const double> values, std::span<const double> weights) {
  const double variance = moments(values, weights).variance;
  if (variance == 0) return std::numeric_limits<double>::infinity();
  const double error = chain_mean(values, weights).mean.error;
  return variance / (error * error);
}

}  // namespace inquest
