// The choice between an estimate of the posterior and one of the likelihood, by simulations held out of their training.
//
// The score is that of the answers: by how many nats, on average, the posterior of the learned likelihood exceeds
// q(theta | x) at the true parameters of rows theta, x ~ p(theta, x), a proper score (Good 1952). What normalises it,
// the evidence of the learned likelihood, is an integral by adaptive importance sampling from draws of q(theta | x) and
// of the prior, so that a likelihood whose posterior lies where q(theta | x) has none is not flattered. The observation
// plays no part.
#pragma once

#include <vector>

#include "core/base/measured.hpp"
#include "core/data/dataset.hpp"
#include "flows/estimators/likelihood_estimator.hpp"
#include "flows/estimators/posterior_estimator.hpp"

namespace inquest {

/// What answers: the likelihood with a probability of `share`, else the posterior estimate; a mixture in between.
struct PosteriorChoice {
  Measured gain;     // of the likelihood over the posterior estimate, nats of a held-out row
  double share = 0;  // of the likelihood
};

/// The gain of the likelihood in nats, of each of `rows`; throws Error(data) on no rows.
std::vector<double> likelihood_gains(const PosteriorEstimator& posterior, const LikelihoodEstimator& likelihood,
                                     const JointData& data, const std::vector<std::size_t>& rows, Seed seed);

/// The mixture that gives rows with these gains the greatest mean log density, or the one of the two that it nearly is;
/// the posterior estimate, which answers at once, unless the mixture exceeds it by more than a standard error.
PosteriorChoice choice_by(const std::vector<double>& gains);

/// ln of the evidence of a learned likelihood at x: the integral of q(x | theta) p(theta), from draws of q(theta | x)
/// and of the prior; its error is that of the weights.
Measured log_evidence(const FlowDensity& posterior, const LikelihoodEstimator& likelihood, std::span<const double> x,
                      Seed seed);

}  // namespace inquest
