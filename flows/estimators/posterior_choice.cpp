#include "flows/estimators/posterior_choice.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/parallel.hpp"

namespace inquest {
namespace {

constexpr std::size_t contrasts = 255;  // K

// theta_0 and draws of q(theta | x).
Matrix candidates(const FlowDensity& posterior, std::span<const double> theta, Seed seed) {
  const Draws draws = posterior.sample(contrasts, seed);
  Matrix all(contrasts + 1, theta.size());
  std::ranges::copy(theta, all.row(0).begin());
  std::ranges::copy(draws.theta.values(), all.row(1).begin());
  return all;
}

// ln w of each candidate.
std::vector<double> log_ratios(const FlowDensity& posterior, const LikelihoodEstimator& likelihood, const Matrix& theta,
                               std::span<const double> x) {
  const ParameterSpace& space = posterior.space();
  Matrix all(theta.rows(), space.parameters().size());
  space.expand(theta, all);
  std::vector<double> result(theta.rows()), prior(theta.rows()), density(theta.rows());
  likelihood.log_likelihood(all, x, result);
  space.log_prob(theta, prior);
  posterior.log_prob(theta, density);
  for (std::size_t k = 0; k < result.size(); ++k) {
    // A draw that rounds to an edge of the prior has no density in either.
    result[k] = std::isfinite(density[k]) ? result[k] + prior[k] - density[k] : -HUGE_VAL;
  }
  return result;
}

double gain_of(const std::vector<double>& log_ratio) {
  const double largest = *std::ranges::max_element(log_ratio);
  const double least = -std::log(static_cast<double>(log_ratio.size()));
  if (!std::isfinite(largest)) return least;
  double sum = 0;
  for (const double value : log_ratio) sum += std::exp(value - largest);
  const double mean = largest + std::log(sum / static_cast<double>(log_ratio.size()));
  return std::max(log_ratio.front() - mean, 10 * least);  // one row that the likelihood excludes does not decide alone
}

}  // namespace

Measured likelihood_gain(const PosteriorEstimator& posterior, const LikelihoodEstimator& likelihood,
                         const JointData& data, const std::vector<std::size_t>& rows, Seed seed) {
  INQUEST_VALIDATE(!rows.empty(), data, "no simulations to choose between npe and nle by; ask for more");
  std::vector<double> gains(rows.size());
  parallel_for(rows.size(), [&](std::size_t i) {
    const auto x = data.x.row(rows[i]);
    const FlowDensity given = posterior.given(x);
    const Matrix theta = candidates(given, data.theta.row(rows[i]), seed.child(i));
    gains[i] = gain_of(log_ratios(given, likelihood, theta, x));
  });
  const auto n = static_cast<double>(gains.size());
  Measured result;
  for (const double gain : gains) result.value += gain / n;
  for (const double gain : gains) result.error += (gain - result.value) * (gain - result.value) / n;
  result.error = std::sqrt(result.error / n);
  return result;
}

}  // namespace inquest
