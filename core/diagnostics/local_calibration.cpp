#include "core/diagnostics/local_calibration.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/random.hpp"
#include "core/base/statistics.hpp"
#include "core/diagnostics/uniformity.hpp"

namespace inquest {
namespace {

/// Draws at each row, and their weights, which add up to one or are all 0.
struct WeightedDraws {
  Matrix theta;                 // [n * draws, d]
  std::vector<double> weights;  // [n * draws]
};

// In place: w = exp(log w) over their sum.
void normalise(std::span<double> log_weights) {
  const double largest = *std::ranges::max_element(log_weights);
  if (!std::isfinite(largest)) {
    std::ranges::fill(log_weights, 0.0);
    return;
  }
  double sum = 0;
  for (double& value : log_weights) sum += value = std::exp(value - largest);
  for (double& value : log_weights) value /= sum;
}

WeightedDraws weighted_draws(const Posterior& posterior, std::span<const double> observation, ConstMatrixView x,
                             std::size_t draws, Seed seed) {
  std::vector<Seed> seeds;
  for (std::size_t i = 0; i < x.rows(); ++i) seeds.push_back(seed.child(i));
  WeightedDraws result{amortised(posterior)->at_each(x)->sample(draws, seeds).theta, {}};
  result.weights.resize(result.theta.rows());
  std::vector<double> prior(result.theta.rows());
  amortised(posterior)->at_each({observation.data(), 1, observation.size()})->log_prob(result.theta, result.weights);
  posterior.space().log_prob(result.theta, prior);
  for (std::size_t k = 0; k < prior.size(); ++k) result.weights[k] -= prior[k];
  for (std::size_t i = 0; i < x.rows(); ++i) normalise(std::span(result.weights).subspan(i * draws, draws));
  return result;
}

double effective_size(std::span<const double> weights) {
  double squares = 0;
  for (const double weight : weights) squares += weight * weight;
  return squares > 0 ? 1 / squares : 0;
}

double median_of(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

}  // namespace

LocalCalibration local_calibration(const Posterior& posterior, std::span<const double> observation,
                                   ConstMatrixView theta, ConstMatrixView x, std::size_t draws, Seed seed) {
  INQUEST_EXPECT(amortised(posterior) != nullptr && theta.rows() == x.rows() && theta.rows() > 0 && draws > 0);
  const WeightedDraws drawn = weighted_draws(posterior, observation, x, draws, seed);
  std::vector<std::size_t> kept;
  std::vector<double> sizes;
  for (std::size_t i = 0; i < x.rows(); ++i) {
    const double size = effective_size(std::span(drawn.weights).subspan(i * draws, draws));
    if (size == 0) continue;
    kept.push_back(i);
    sizes.push_back(size);
  }
  INQUEST_VALIDATE(!kept.empty(), data, "no draw near the observation has any weight");
  LocalCalibration result{.rows = kept.size(), .effective_draws = median_of(sizes), .parameters = {}, .scales = {}};
  Random lot(seed.child("places"));
  for (std::size_t j = 0; j < theta.cols(); ++j) {
    std::vector<double> uniforms;
    for (std::size_t r = 0; r < kept.size(); ++r) {
      const std::size_t first = kept[r] * draws;
      double below = 0;
      for (std::size_t k = first; k < first + draws; ++k) {
        below += drawn.theta(k, j) < theta(kept[r], j) ? drawn.weights[k] : 0;
      }
      // The truth is one more draw beside those that the weighted ones are worth.
      uniforms.push_back((sizes[r] * std::clamp(below, 0.0, 1.0) + lot.uniform()) / (sizes[r] + 1));
    }
    result.parameters.push_back(rank_test(posterior.space().free_names()[j], uniforms));
    result.scales.push_back(rank_scale(uniforms));
  }
  return result;
}

}  // namespace inquest
