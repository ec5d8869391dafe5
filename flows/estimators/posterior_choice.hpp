// The choice between an estimate of the posterior and one of the likelihood, by simulations held out of their training.
//
// Let S be the set of theta, x where the posterior of the learned likelihood is denser than q(theta | x). Held-out
// simulations lie in S with a probability that each of the two foretells, and the one that foretells it better is
// nearer to the truth in total variation but for a factor of 3 (Scheffe's set; Devroye & Lugosi 2001, theorem 6.1). It
// is the distance that a classifier sees. What normalises the posterior of a likelihood is its evidence, an integral by
// adaptive importance sampling from draws of q(theta | x) and of the prior. The observation plays no part.
#pragma once

#include <vector>

#include "core/base/measured.hpp"
#include "core/data/dataset.hpp"
#include "flows/estimators/likelihood_estimator.hpp"
#include "flows/estimators/posterior_estimator.hpp"

namespace inquest {

/// What the two say of a held-out row theta, x.
struct HeldOutScore {
  double gain = 0;           // ln density of the posterior of the likelihood at theta, less that of q(theta | x)
  double by_posterior = 0;   // probability of S at x by q(theta | x)
  double by_likelihood = 0;  // and by the posterior of the likelihood
  bool known = true;         // false where too few draws have any weight to tell the evidence
  double weight = 1;
};

/// Of each of `rows` that differs from the one before, with a weight of as many as there are of it; throws Error(data)
/// on no rows.
std::vector<HeldOutScore> held_out_scores(const PosteriorEstimator& posterior, const LikelihoodEstimator& likelihood,
                                          const JointData& data, const std::vector<std::size_t>& rows, Seed seed);

/// Which of the two answers, and why.
struct PosteriorChoice {
  Measured gain = {};    // of the likelihood over the posterior estimate, nats of a held-out row
  double distance = 0;   // of the two, in total variation
  Measured beyond = {};  // how far the share of held-out rows in S is above what the two foretell on average
  double known = 0;      // share of the rows that could be told, 0 in files of before
  bool picks_likelihood = false;
};

/// The likelihood where it foretells the share of rows in S better by more than two standard errors; else the posterior
/// estimate, which answers at once. That one too where the two are within 0.02 of each other, and where fewer than half
/// of the rows are known.
PosteriorChoice choice_by(const std::vector<HeldOutScore>& scores);

}  // namespace inquest
