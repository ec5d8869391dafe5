#include "flows/estimators/posterior_choice.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/base/statistics.hpp"
#include "core/infer/mcmc_posterior.hpp"
#include "core/sampling/adaptive_importance.hpp"

namespace inquest {
namespace {

constexpr std::size_t draws_of_each = 256;  // of the posterior estimate, and of the prior
constexpr double most_nats = 50;            // one row that the likelihood excludes does not decide the mean

// The prior is N(0, I) there.
DrawnDensity prior_proposal(std::size_t dimension) {
  return {draws_of_each,
          [dimension](std::size_t count, Seed seed) {
            Matrix z(count, dimension);
            Random(seed).normal(z.values());
            return z;
          },
          [](ConstMatrixView z, std::span<double> out) {
            for (std::size_t i = 0; i < z.rows(); ++i) {
              out[i] = -0.5 * static_cast<double>(z.cols()) * std::log(2 * std::numbers::pi);
              for (const double value : z.row(i)) out[i] -= 0.5 * value * value;
            }
          }};
}

bool all_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

// Without draws that round to an edge of the prior, which have no place in z.
Matrix in_unconstrained(const ParameterSpace& space, const Matrix& theta) {
  Matrix z(theta.rows(), theta.cols());
  space.to_unconstrained(theta, z);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < z.rows(); ++i) {
    if (all_finite(z.row(i))) kept.push_back(i);
  }
  Matrix result(kept.size(), z.cols());
  for (std::size_t i = 0; i < kept.size(); ++i) std::ranges::copy(z.row(kept[i]), result.row(i).begin());
  return result;
}

DrawnDensity posterior_proposal(const FlowDensity& posterior) {
  const ParameterSpace& space = posterior.space();
  return {draws_of_each,
          [&](std::size_t count, Seed seed) { return in_unconstrained(space, posterior.sample(count, seed).theta); },
          [&](ConstMatrixView z, std::span<double> out) {
            Matrix theta(z.rows(), z.cols());
            space.from_unconstrained(z, theta);
            std::vector<double> log_det(z.rows());
            space.log_abs_det(z, log_det);
            posterior.log_prob(theta, out);
            for (std::size_t i = 0; i < out.size(); ++i) {
              out[i] = std::isfinite(out[i]) ? out[i] + log_det[i] : -HUGE_VAL;
            }
          }};
}

double at(const LogDensity& density, ConstMatrixView z) {
  double value = 0;
  density(z, {&value, 1});
  return value;
}

// Of parameters z [1, d] in the unconstrained space.
HeldOutScore score_of(const FlowDensity& posterior, const McmcDensity& likelihood, ConstMatrixView z, Seed seed) {
  const LogDensity target = likelihood.in_z();
  const DrawnDensity by_posterior = posterior_proposal(posterior);
  const AdaptiveImportance found = adaptive_importance(target, {by_posterior, prior_proposal(z.cols())}, seed);
  HeldOutScore score;
  score.known = found.weights.effective_size >= static_cast<double>(3 * z.cols() + 5);
  if (!score.known || found.count[0] == 0) return score;
  const double log_z = found.weights.log_integral;
  score.gain = std::clamp(at(target, z) - log_z - at(by_posterior.log_density, z), -most_nats, most_nats);
  for (std::size_t i = 0; i < found.log_target.size(); ++i) {
    if (!(found.log_target[i] - log_z > found.log_proposals[0][i])) continue;
    score.by_likelihood += found.weights.weights[i];
    if (i < found.count[0]) score.by_posterior += 1 / static_cast<double>(found.count[0]);
  }
  return score;
}

// The mean over rows that count by their weights, with its standard error.
Measured weighted_mean(const std::vector<double>& values, const std::vector<double>& weights) {
  double total = 0, sum = 0, squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) total += weights[i], sum += weights[i] * values[i];
  for (std::size_t i = 0; i < values.size(); ++i) {
    squares += weights[i] * weights[i] * (values[i] - sum / total) * (values[i] - sum / total);
  }
  return {sum / total, std::sqrt(squares) / total};
}

}  // namespace

std::vector<HeldOutScore> held_out_scores(const PosteriorEstimator& posterior, const LikelihoodEstimator& likelihood,
                                          const JointData& data, const std::vector<std::size_t>& rows, Seed seed) {
  INQUEST_VALIDATE(!rows.empty(), data, "no simulations to choose between npe and nle by; ask for more");
  const std::shared_ptr<const Likelihood> borrowed(std::shared_ptr<void>(), &likelihood);
  const McmcPosterior by_likelihood(posterior.space(), borrowed, data.x.cols(), {});
  std::vector<std::size_t> distinct;  // a row that counts for more is there more than once, copies side by side
  std::vector<double> copies;
  for (const std::size_t row : rows) {
    if (distinct.empty() || distinct.back() != row) distinct.push_back(row), copies.push_back(0);
    ++copies.back();
  }
  std::vector<HeldOutScore> scores(distinct.size());
  parallel_for(scores.size(), [&](std::size_t i) {
    const auto x = data.x.row(distinct[i]);
    Matrix z(1, data.theta.cols());
    posterior.space().to_unconstrained(data.theta.view().rows(distinct[i], 1), z);
    scores[i] = score_of(posterior.given(x), by_likelihood.given(x), z, seed.child(i));
    scores[i].weight = copies[i];
  });
  return scores;
}

PosteriorChoice choice_by(const std::vector<HeldOutScore>& scores) {
  constexpr double least_distance = 0.02, least_known = 0.5;
  std::vector<double> gains, beyond_middle, distances, weights;
  double all = 0, known = 0;
  for (const HeldOutScore& score : scores) {
    all += score.weight;
    if (!score.known) continue;
    known += score.weight;
    weights.push_back(score.weight);
    gains.push_back(score.gain);
    beyond_middle.push_back((score.gain > 0 ? 1 : 0) - 0.5 * (score.by_posterior + score.by_likelihood));
    distances.push_back(score.by_likelihood - score.by_posterior);
  }
  PosteriorChoice choice{.known = known / all};
  if (weights.empty()) return choice;
  choice.gain = weighted_mean(gains, weights);
  choice.distance = weighted_mean(distances, weights).value;
  choice.beyond = weighted_mean(beyond_middle, weights);
  choice.picks_likelihood =
      choice.known >= least_known && choice.distance >= least_distance && choice.beyond.value > 2 * choice.beyond.error;
  return choice;
}

}  // namespace inquest
