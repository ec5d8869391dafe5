
#include "evidence/nested/refine/tempered.hpp"

#include <algorithm>
#include <cmath>

#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

constexpr std::size_t most_rounds = 100;
constexpr double prior_share = 0.05;
constexpr double effective_share = 0.3;  // of the draws, at the next beta
constexpr double effective_per_dimension = 8;
constexpr double fewest_effective = 100;

// All draws so far, weighted as if from the mixture of all proposals (Cornuet et al. 2012).
struct Pool {
  std::vector<double> x, log_l, log_prior, log_q;  // log_q: of the sum of proposals
  std::vector<Proposal> proposals;

  void add(const EvidenceTarget& target, Proposal proposal, std::size_t count, Seed seed) {
    const std::size_t d = target.dimension();
    const ImportanceDraws draws = draw_importance(target, proposal, count, seed);
    add_density(proposal, points(d), log_q);
    proposals.push_back(std::move(proposal));
    std::vector<double> sum(count, -std::numeric_limits<double>::infinity());
    for (const Proposal& each : proposals) add_density(each, draws.x, sum);
    std::vector<double> prior(count);
    target.mixed().log_prior(draws.x, prior);
    x.insert(x.end(), draws.x.values().begin(), draws.x.values().end());
    log_l.insert(log_l.end(), draws.log_l.begin(), draws.log_l.end());
    log_prior.insert(log_prior.end(), prior.begin(), prior.end());
    log_q.insert(log_q.end(), sum.begin(), sum.end());
  }

  ConstMatrixView points(std::size_t d) const { return {x.data(), log_l.size(), d}; }

  // Normalised weights of prior x likelihood^beta, and their effective number.
  double temper(double beta, std::vector<double>& weights) const {
    weights.resize(log_l.size());
    double largest = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < weights.size(); ++i) {
      weights[i] = log_prior[i] - log_q[i] + (beta > 0 ? beta * log_l[i] : 0);
      if (std::isnan(weights[i])) weights[i] = -std::numeric_limits<double>::infinity();  // outside the prior
      largest = std::max(largest, weights[i]);
    }
    double sum = 0;
    double squares = 0;
    for (double& w : weights) {
      w = std::exp(w - largest);
      sum += w;
      squares += w * w;
    }
    for (double& w : weights) w /= sum;
    return sum * sum / squares;
  }

 private:
  static void add_density(const Proposal& proposal, ConstMatrixView at, std::vector<double>& sum) {
    std::vector<double> log_density(at.rows());
    proposal.log_density(at, log_density);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = log_add(sum[i], log_density[i]);
  }
};

// The largest beta at which enough draws still count, and the weights there.
double next_beta(const Pool& pool, double least, double from, std::vector<double>& weights) {
  if (pool.temper(1, weights) >= least) return 1;
  const bool advances = pool.temper(from, weights) >= least;  // late draws of large weight may take some of it back
  double low = advances ? from : 0;
  double high = advances ? 1 : from;
  for (int step = 0; step < 40; ++step) {
    const double middle = 0.5 * (low + high);
    (pool.temper(middle, weights) >= least ? low : high) = middle;
  }
  pool.temper(low, weights);
  return low;
}

}  // namespace

TemperedExploration explore_tempered(const EvidenceTarget& target, Seed seed) {
  const std::size_t d = target.dimension();
  const double least = std::max(fewest_effective, effective_per_dimension * static_cast<double>(d));
  const auto count = static_cast<std::size_t>(least / effective_share);
  Proposal proposal{[&](Random& random, MatrixView x) { target.draw_prior_mixed(random, x); },
                    [&](ConstMatrixView x, std::span<double> out) { target.mixed().log_prior(x, out); }};
  Pool pool;
  double beta = 0;
  std::vector<double> weights;
  for (std::size_t round = 0; round < most_rounds; ++round) {
    pool.add(target, proposal, count, seed.child("draw").child(round));
    beta = next_beta(pool, least, beta, weights);
    Matrix z(pool.log_l.size(), d);  // where all temperatures are near to normal, the first too
    if (beta == 1) {
      std::ranges::copy(pool.x, z.values().begin());
      return {{std::move(z), std::move(pool.log_l), std::move(weights), {}, 0},
              static_cast<std::int64_t>((round + 1) * count)};
    }
    target.mixed().to_unconstrained(pool.points(d), z);
    const auto mixture = fit_mixture(z, weights, {{1}, false}, seed.child("fit").child(round));
    proposal = defensive(target, proposal_in_normal(target, mixture.proposal()), prior_share);
  }
  raise(ErrorKind::data, concat("tempered importance sampling stopped at beta = ", beta, " after ", most_rounds,
                                " rounds (no single normal-like density follows the posterior) use nested sampling"));
}

}  // namespace inquest
