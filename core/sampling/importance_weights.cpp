#include "core/sampling/importance_weights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"

namespace inquest {

double effective_size_of(std::span<const double> weights) {
  double sum = 0, squares = 0;
  for (const double weight : weights) sum += weight, squares += weight * weight;
  return sum * sum / squares;
}

ImportanceWeights importance_weights(std::span<const double> log_target, std::span<const double> log_proposal) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::size_t n = log_target.size();
  INQUEST_VALIDATE(n > 0 && log_proposal.size() == n, data, n, " densities of the target and ", log_proposal.size(),
                   " of the proposal (must be as many, one at least)");
  ImportanceWeights result{std::vector<double>(n), 0, -infinity, infinity};
  double largest = -infinity;
  for (std::size_t i = 0; i < n; ++i) {
    const double log_ratio = log_target[i] - log_proposal[i];
    INQUEST_VALIDATE(std::isfinite(log_proposal[i]) && log_ratio < infinity, data, "draw ", i, ": log densities of ",
                     log_target[i], " (target) and ", log_proposal[i], " (proposal) give no weight");
    result.weights[i] = log_ratio;
    largest = std::max(largest, log_ratio);
  }
  if (largest == -infinity) {
    std::ranges::fill(result.weights, 0.0);
    return result;
  }
  double sum = 0;
  for (double& weight : result.weights) {
    weight = std::exp(weight - largest);
    sum += weight;
  }
  result.effective_size = effective_size_of(result.weights);
  for (double& weight : result.weights) weight /= sum;
  const auto count = static_cast<double>(n);
  result.log_integral = largest + std::log(sum / count);
  // The relative variance of a mean of n weights, as the effective size has it.
  if (n > 1) result.log_integral_error = std::sqrt((count / result.effective_size - 1) / (count - 1));
  return result;
}

}  // namespace inquest
