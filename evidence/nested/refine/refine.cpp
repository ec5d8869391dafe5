#include "evidence/nested/refine/refine.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "evidence/nested/refine/pareto.hpp"
#include "evidence/nested/refine/patch.hpp"

namespace inquest {
namespace {

constexpr double most_pareto_k = 0.7;  // Vehtari et al. (2024): beyond, averages do not converge in practice
constexpr double most_sigmas = 3;      // of disagreement with the exploration
constexpr double falls_short = 10;     // ratio of posterior to proposal
constexpr double overlooked = 0.02;    // of the posterior mass, beside three standard errors
constexpr double negligible = 1e-9;    // weight of a point
constexpr double spare = 1.1;          // draws beyond what the estimated efficiency asks for
constexpr int most_rounds = 3;
constexpr std::uint64_t most_attempts = 3;

double effective(std::span<const double> weights) {
  double sum = 0;
  double squares = 0;
  for (const double w : weights) {
    sum += w;
    squares += w * w;
  }
  return sum * sum / squares;
}

std::vector<double> normalised(const std::vector<double>& log_weight) {
  const double largest = *std::ranges::max_element(log_weight);
  std::vector<double> weights(log_weight.size());
  std::ranges::transform(log_weight, weights.begin(), [&](double v) { return std::exp(v - largest); });
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& w : weights) w /= total;
  return weights;
}

// All points so far, each set with a share of the weight that goes with its effective number.
struct Pool {
  std::vector<double> x, weights;

  void add(const Matrix& points, const std::vector<double>& share) {
    const double scale = effective(share);
    for (std::size_t i = 0; i < points.rows(); ++i) {
      if (share[i] < negligible) continue;
      x.insert(x.end(), points.row(i).begin(), points.row(i).end());
      weights.push_back(share[i] * scale);
    }
  }
  ConstMatrixView points(std::size_t d) const { return {x.data(), weights.size(), d}; }
};

// Share of the draws that the proposal would use well, from draws of another: 1 / mean of p / q under p.
double predicted_efficiency(const EvidenceTarget& target, const Proposal& proposal, const ImportanceDraws& draws) {
  std::vector<double> log_q(draws.log_l.size()), log_prior(draws.log_l.size());
  proposal.log_density(draws.x, log_q);
  target.mixed().log_prior(draws.x, log_prior);
  const double log_z = draws.log_z();
  const std::vector<double> weights = normalised(draws.log_weight);
  double mean = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] > 0) mean += weights[i] * std::exp(draws.log_l[i] + log_prior[i] - log_z - log_q[i]);
  }
  return std::min(1.0, 1 / mean);
}

double wanted_draws(double efficiency, double error) { return spare * (1 / efficiency - 1) / (error * error); }

struct Frozen {
  Proposal proposal;
  double efficiency;
  std::int64_t calls;
};

// Improves a fitted proposal by draws from itself as long as that saves more draws than it costs.
Frozen freeze(const EvidenceTarget& target, const Exploration& exploration, Pool& pool,
              const std::optional<Proposal>& given, const RefineOptions& options, Seed seed) {
  const std::size_t d = target.dimension();
  const std::size_t by_dimension = d <= few_dimensions ? 2000 : 500 + 50 * d;
  const std::size_t pilot = options.pilot > 0 ? static_cast<std::size_t>(options.pilot) : by_dimension;
  std::optional<EllipticalMixture> mixture;
  if (!given) {
    mixture = fit_mixture(pool.points(d), pool.weights, options.mixture, seed.child("fit"));
    mixture = patched(target, *mixture, exploration, options.prior_share);
  }
  Frozen frozen{defensive(target, given ? *given : mixture->proposal(), options.prior_share), 0, 0};
  for (std::uint64_t round = 1;; ++round) {
    const ImportanceDraws draws = draw_importance(target, frozen.proposal, pilot, seed.child("pilot").child(round));
    frozen.calls += static_cast<std::int64_t>(pilot);
    const double now = draws.efficiency();
    frozen.efficiency = std::isfinite(now) ? now : 0;
    if (given || !std::isfinite(draws.log_z())) return frozen;
    pool.add(draws.x, normalised(draws.log_weight));
    mixture = patched(target, refit_mixture(*mixture, pool.points(d), pool.weights), exploration, options.prior_share);
    Proposal next = defensive(target, mixture->proposal(), options.prior_share);
    const double then = predicted_efficiency(target, next, draws);
    const double saved = wanted_draws(now, options.error) - wanted_draws(then, options.error);
    if (then > now) {
      frozen.proposal = std::move(next);
      frozen.efficiency = then;
    }
    if (round == most_rounds || saved < static_cast<double>(pilot)) return frozen;
  }
}

// Posterior mass where the proposal falls short, by weighted points; [mass, effective number of points].
std::pair<double, double> mass_falling_short(const EvidenceTarget& target, const Proposal& proposal, double log_z,
                                             ConstMatrixView x, std::span<const double> log_l,
                                             std::span<const double> weights) {
  std::vector<double> log_q(x.rows()), log_prior(x.rows());
  proposal.log_density(x, log_q);
  target.mixed().log_prior(x, log_prior);
  double mass = 0;
  for (std::size_t i = 0; i < x.rows(); ++i) {
    if (log_l[i] + log_prior[i] - log_z - log_q[i] > std::log(falls_short)) mass += weights[i];
  }
  return {mass, effective(weights)};
}

std::string refusal_of(const EvidenceTarget& target, const Exploration& exploration, const Proposal& proposal,
                       const RefineOptions& options, Refinement& result) {
  if (!std::isfinite(result.log_z)) return "no draw of the proposal has a likelihood above zero";
  result.pareto_k = pareto_shape(result.draws.log_weight);
  if (result.pareto_k > most_pareto_k)
    return concat("the weights' Pareto k = ", result.pareto_k, " is above ", most_pareto_k);
  if (result.log_z_error > 2 * options.error) {
    return concat("the error ", result.log_z_error, " is above the wanted ", options.error);
  }
  if (!exploration.log_z) return "";
  const double sigma = std::hypot(exploration.log_z_error, result.log_z_error);
  if (std::abs(result.log_z - *exploration.log_z) > most_sigmas * sigma) {
    return concat("ln Z = ", result.log_z, " differs from ", *exploration.log_z, " of the exploration by more than ",
                  most_sigmas, " x ", sigma);
  }
  const auto [seen, points] =
      mass_falling_short(target, proposal, result.log_z, exploration.x, exploration.log_l, exploration.weights);
  const auto [expected, draws] = mass_falling_short(target, proposal, result.log_z, result.draws.x, result.draws.log_l,
                                                    normalised(result.draws.log_weight));
  result.unreached = seen;
  const double limit =
      expected + overlooked + most_sigmas * std::sqrt(std::max(expected, overlooked) * (1 / points + 1 / draws));
  if (seen > limit) {
    return concat("a share ", seen,
                  " of the posterior mass that the exploration found lies where the proposal falls short of it (",
                  expected, " by its own draws)");
  }
  return "";
}

void append(ImportanceDraws& draws, const ImportanceDraws& more) {
  Matrix x(draws.x.rows() + more.x.rows(), draws.x.cols());
  std::ranges::copy(draws.x.values(), x.values().begin());
  std::ranges::copy(more.x.values(), x.row(draws.x.rows()).begin());
  draws.x = std::move(x);
  draws.log_l.insert(draws.log_l.end(), more.log_l.begin(), more.log_l.end());
  draws.log_weight.insert(draws.log_weight.end(), more.log_weight.begin(), more.log_weight.end());
}

// Draws of the frozen proposal in at most two batches, each of a size fixed before it is drawn: to stop as soon as the
// error looks small enough would make it look too small.
ImportanceDraws measure(const EvidenceTarget& target, const Frozen& frozen, const RefineOptions& options, Seed seed) {
  const double fewest = target.dimension() <= few_dimensions ? 5000 : 2000;
  const double first = std::max(fewest, wanted_draws(frozen.efficiency, options.error));
  ImportanceDraws draws =
      draw_importance(target, frozen.proposal, static_cast<std::size_t>(first), seed.child("first"));
  const double wanted =
      std::min(wanted_draws(draws.efficiency(), options.error), static_cast<double>(options.most_calls));
  if (std::isfinite(draws.log_z()) && draws.log_z_error() > options.error && wanted > first) {
    append(draws, draw_importance(target, frozen.proposal, static_cast<std::size_t>(wanted - first) + 1,
                                  seed.child("second")));
  }
  return draws;
}

Refinement attempt_refinement(const EvidenceTarget& target, const Exploration& exploration, Pool& pool,
                              const std::optional<Proposal>& given, const RefineOptions& options, Seed seed) {
  const Frozen frozen = freeze(target, exploration, pool, given, options, seed);
  Refinement result;
  result.calls = frozen.calls;
  const double wanted = wanted_draws(frozen.efficiency, options.error);
  if (!(wanted < static_cast<double>(options.most_calls))) {
    result.refusal = concat("an efficiency of ", frozen.efficiency, " would need ", wanted, " draws (more than ",
                            options.most_calls, ")");
    return result;
  }
  result.draws = measure(target, frozen, options, seed.child("final"));
  result.calls += static_cast<std::int64_t>(result.draws.log_l.size());
  result.log_z = result.draws.log_z();
  result.log_z_error = result.draws.log_z_error();
  result.efficiency = result.draws.efficiency();
  result.refusal = refusal_of(target, exploration, frozen.proposal, options, result);
  return result;
}

}  // namespace

Refinement refine(const EvidenceTarget& target, const Exploration& exploration, const std::optional<Proposal>& given,
                  const RefineOptions& options, Seed seed) {
  Pool pool;
  pool.add(exploration.x, exploration.weights);
  std::int64_t calls = 0;
  for (std::uint64_t attempt = 0;; ++attempt) {
    Refinement result = attempt_refinement(target, exploration, pool, given, options, seed.child(attempt));
    result.calls = calls += result.calls;
    if (result.refusal.empty() || given || attempt + 1 == most_attempts || result.draws.log_l.empty()) return result;
    if (!std::isfinite(result.log_z)) return result;
    pool.add(result.draws.x, normalised(result.draws.log_weight));  // what the proposal lacked may be among them
  }
}

}  // namespace inquest
