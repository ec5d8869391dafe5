// The choice between an estimate of the posterior and one of the likelihood, by simulations held out of their training.
//
// Of theta_0, x ~ p(theta, x) and theta_1 .. theta_K ~ q(theta | x), with the ratios w = q(x | theta) p(theta) /
// q(theta | x), the mean of ln w_0 - ln mean(w_0 .. w_K) says by how many nats the posterior of the learned likelihood
// exceeds q(theta | x) where the truth is: it is the contrastive bound of van den Oord, Li & Vinyals (2018), at most
// ln(K + 1). With theta_0 in the mean a likelihood that is merely lucky at it gains little, and the observation plays
// no part.
#pragma once

#include <vector>

#include "core/base/measured.hpp"
#include "core/data/dataset.hpp"
#include "flows/estimators/likelihood_estimator.hpp"
#include "flows/estimators/posterior_estimator.hpp"

namespace inquest {

/// The gain in nats of the likelihood over the posterior on `rows` of the data, with the standard error of the mean
/// over the rows; throws Error(data) on no rows.
Measured likelihood_gain(const PosteriorEstimator& posterior, const LikelihoodEstimator& likelihood,
                         const JointData& data, const std::vector<std::size_t>& rows, Seed seed);

}  // namespace inquest
