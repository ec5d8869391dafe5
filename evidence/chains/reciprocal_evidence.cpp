#include "evidence/chains/reciprocal_evidence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/statistics.hpp"
#include "evidence/nested/refine/pareto.hpp"

namespace inquest {
namespace {

// By how many standard errors the mean of a function over weighted draws departs from that over draws of phi.
double departure(std::span<const double> of_draws, std::span<const double> weights, std::span<const double> of_phi) {
  const Measured here = chain_mean(of_draws, weights).mean;
  const Measured there = mean_with_error(of_phi);
  return std::abs(here.value - there.value) / std::hypot(here.error, there.error);
}

void compare_means(const WeightedPlaces& places, std::span<const double> log_q, std::span<const double> ratio,
                   const TruncatedTarget& target, ReciprocalEvidence& result) {
  const auto take = [&](std::span<const double> here, std::span<const double> there) {
    result.largest_departure = std::max(result.largest_departure, departure(here, ratio, there));
    ++result.departures;
  };
  take(log_q, target.log_q());
  for (std::size_t j = 0; j < places.z.cols(); ++j) {
    std::vector<double> here(places.z.rows()), there(target.draws().rows());
    for (std::size_t i = 0; i < here.size(); ++i) here[i] = ratio[i] > 0 ? places.z(i, j) : 0;
    for (std::size_t i = 0; i < there.size(); ++i) there[i] = target.draws()(i, j);
    take(here, there);
    for (double& value : here) value *= value;
    for (double& value : there) value *= value;
    take(here, there);
  }
}

}  // namespace

bool ReciprocalEvidence::is_known(double largest_k) const {
  return std::isfinite(log_z.error) && (pareto_k <= largest_k || largest_share < 0.5 * log_z.error);
}

ReciprocalEvidence reciprocal_evidence(const WeightedPlaces& places, const TruncatedTarget& target) {
  const std::size_t n = places.z.rows();
  std::vector<double> log_phi(n), log_ratio(n), log_term(n), ratio(n);
  target.log_density(places.z, log_phi);
  for (std::size_t i = 0; i < n; ++i) {
    const bool inside = std::isfinite(log_phi[i]);
    log_ratio[i] = inside ? log_phi[i] - places.log_f[i] : log_phi[i];
    log_term[i] = log_ratio[i] + std::log(places.weights[i]);
    log_phi[i] = inside ? log_phi[i] + target.log_mass() : 0;
  }
  ReciprocalEvidence result;
  const double log_mean = log_mean_exp(places.weights, log_ratio);
  if (!std::isfinite(log_mean)) {
    result.log_z = {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    result.pareto_k = std::numeric_limits<double>::infinity();
    result.series.assign(n, 0.0);
    return result;
  }
  for (std::size_t i = 0; i < n; ++i) ratio[i] = std::exp(log_ratio[i] - log_mean);  // of mean one
  ChainMean found = chain_mean(ratio, places.weights);
  for (double& value : found.series) value = -value;
  result.log_mass_error = target.log_mass_error();
  result.log_z = {-log_mean, std::hypot(found.mean.error, result.log_mass_error)};
  result.series = std::move(found.series);
  result.pareto_k = pareto_shape(log_term);
  result.largest_share = std::exp(std::ranges::max(log_term) - log_sum_exp(log_term));
  for (std::size_t i = 0; i < n; ++i) ratio[i] *= places.weights[i];
  compare_means(places, log_phi, ratio, target, result);
  return result;
}

}  // namespace inquest
