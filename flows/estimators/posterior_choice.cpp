#include "flows/estimators/posterior_choice.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/base/statistics.hpp"
#include "core/sampling/adaptive_importance.hpp"

namespace inquest {
namespace {

constexpr std::size_t draws_of_each = 256;  // of the posterior estimate, and of the prior
constexpr double most_nats = 50;            // one row that the likelihood excludes does not decide alone

// ln q(x | theta) p(theta) of rows theta, and -infinity where a draw rounds to an edge of the prior.
class Target {
 public:
  Target(const ParameterSpace& space, const LikelihoodEstimator& likelihood, std::span<const double> x)
      : space_(space), likelihood_(likelihood), x_(x) {}

  void log_density(ConstMatrixView theta, std::span<double> out) const {
    Matrix all(theta.rows(), space_.parameters().size());
    space_.expand(theta, all);
    std::vector<double> prior(theta.rows());
    likelihood_.log_likelihood(all, x_, out);
    space_.log_prob(theta, prior);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::isfinite(prior[i]) ? out[i] + prior[i] : -HUGE_VAL;
  }

 private:
  const ParameterSpace& space_;
  const LikelihoodEstimator& likelihood_;
  std::span<const double> x_;
};

// A density of theta as one of z.
template <class LogDensity>
LogDensityOfRows in_unconstrained(const ParameterSpace& space, const LogDensity& log_density) {
  return [&space, log_density](ConstMatrixView z, std::span<double> out) {
    Matrix theta(z.rows(), z.cols());
    space.from_unconstrained(z, theta);
    std::vector<double> log_det(z.rows());
    space.log_abs_det(z, log_det);
    log_density(theta, out);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::isfinite(out[i]) ? out[i] + log_det[i] : -HUGE_VAL;
  };
}

void standard_normal(ConstMatrixView z, std::span<double> out) {
  for (std::size_t i = 0; i < z.rows(); ++i) {
    out[i] = -0.5 * static_cast<double>(z.cols()) * std::log(2 * std::numbers::pi);
    for (const double value : z.row(i)) out[i] -= 0.5 * value * value;
  }
}

// The prior is N(0, I) there.
Proposal prior_proposal(std::size_t dimension, Seed seed) {
  Matrix z(draws_of_each, dimension);
  Random(seed).normal(z.values());
  return {std::move(z), standard_normal};
}

Proposal posterior_proposal(const FlowDensity& posterior, Seed seed) {
  const ParameterSpace& space = posterior.space();
  const Draws draws = posterior.sample(draws_of_each, seed);
  std::vector<double> kept;  // a draw that rounds to an edge has no place in z
  for (std::size_t i = 0; i < draws_of_each; ++i) {
    Matrix z(1, space.dimension());
    space.to_unconstrained(draws.theta.view().rows(i, 1), z);
    if (std::ranges::all_of(z.values(), [](double value) { return std::isfinite(value); })) {
      kept.insert(kept.end(), z.values().begin(), z.values().end());
    }
  }
  Matrix z(kept.size() / space.dimension(), space.dimension());
  std::ranges::copy(kept, z.values().begin());
  return {std::move(z), in_unconstrained(space, [&posterior](ConstMatrixView theta, std::span<double> out) {
            posterior.log_prob(theta, out);
          })};
}

// Draws of q(theta | x), of the prior and of adaptation, with the densities of the posterior of the likelihood.
AdaptiveImportance explore(const FlowDensity& posterior, const LikelihoodEstimator& likelihood,
                           std::span<const double> x, Seed seed) {
  const ParameterSpace& space = posterior.space();
  const Target target(space, likelihood, x);
  const auto log_target = [&target](ConstMatrixView theta, std::span<double> out) { target.log_density(theta, out); };
  return adaptive_importance(
      in_unconstrained(space, log_target),
      {posterior_proposal(posterior, seed.child("posterior")), prior_proposal(space.dimension(), seed.child("prior"))},
      seed.child("adapt"));
}

HeldOutScore score_of(const FlowDensity& posterior, const LikelihoodEstimator& likelihood, ConstMatrixView theta,
                      std::span<const double> x, Seed seed) {
  double by_likelihood = 0, by_posterior = 0;
  Target(posterior.space(), likelihood, x).log_density(theta, {&by_likelihood, 1});
  posterior.log_prob(theta, {&by_posterior, 1});
  const AdaptiveImportance found = explore(posterior, likelihood, x, seed);
  const double log_z = found.weights.log_integral, gain = by_likelihood - log_z - by_posterior;
  HeldOutScore score{std::isnan(gain) ? -most_nats : std::clamp(gain, -most_nats, most_nats)};
  const std::size_t n = found.log_target.size();
  double draws = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const bool denser = found.log_target[i] - log_z > found.log_proposals[0][i];
    if (denser) score.by_likelihood += found.weights.weights[i];
    if (i >= draws_of_each || !std::isfinite(found.log_proposals[0][i])) continue;
    ++draws;
    if (denser) ++score.by_posterior;
  }
  score.by_posterior /= std::max(draws, 1.0);
  return score;
}

}  // namespace

std::vector<HeldOutScore> held_out_scores(const PosteriorEstimator& posterior, const LikelihoodEstimator& likelihood,
                                          const JointData& data, const std::vector<std::size_t>& rows, Seed seed) {
  INQUEST_VALIDATE(!rows.empty(), data, "no simulations to choose between npe and nle by; ask for more");
  std::vector<HeldOutScore> scores(rows.size());
  parallel_for(rows.size(), [&](std::size_t i) {
    const auto x = data.x.row(rows[i]);
    scores[i] = score_of(posterior.given(x), likelihood, data.theta.view().rows(rows[i], 1), x, seed.child(i));
  });
  return scores;
}

PosteriorChoice choice_by(const std::vector<HeldOutScore>& scores) {
  constexpr double least_distance = 0.02;
  std::vector<double> gains, beyond_middle;
  double distance = 0;
  for (const HeldOutScore& score : scores) {
    gains.push_back(score.gain);
    beyond_middle.push_back((score.gain > 0 ? 1 : 0) - 0.5 * (score.by_posterior + score.by_likelihood));
    distance += (score.by_likelihood - score.by_posterior) / static_cast<double>(scores.size());
  }
  const Measured beyond = mean_with_error(beyond_middle);
  const bool picks_likelihood = distance >= least_distance && beyond.value > 2 * beyond.error;
  return {mean_with_error(gains), distance, beyond, picks_likelihood};
}

}  // namespace inquest
