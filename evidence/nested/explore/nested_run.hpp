// NestedRun: all points of a nested sampling run, and what follows from them.
//
// A point knows the likelihood at which it died (its own) and the bound above which it was born; the number of points
// alive at each death follows from these alone, so that runs with any numbers of live points can be merged, and the
// evidence is one global estimate whatever drew the points (Skilling 2006; Higson et al. 2019). Equal
// likelihoods die one after another without replacement (Fowlie, Handley & Su 2021).
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "core/base/seed.hpp"
#include "core/infer/posterior.hpp"
#include "evidence/nested/explore/evidence_target.hpp"

namespace inquest {

struct NestedRun {
  Matrix z;                       // [n, d], prior N(0, I); ordered by log likelihood, the last live points included
  Matrix theta;                   // [n, d]
  std::vector<double> log_l;      // [n], ascending
  std::vector<double> birth;      // [n], -infinity for draws from the whole prior
  std::vector<double> insertion;  // ranks of new points among the survivors, as shares in (0, 1)
  std::int64_t calls = 0;         // of the likelihood
  std::int64_t chords = 0;        // between a survivor and a new point; 0 where draws are independent
  double sliced_from = std::numeric_limits<double>::infinity();  // the bound from which on new points came by chords
  std::vector<std::string> notes;                                // what was decided on the way
};

/// What a run says, for one assumption on how the prior volume shrank.
struct NestedMoments {
  double log_z = 0;
  double information = 0;     // KL divergence of the posterior from the prior, in nats
  double dimensionality = 0;  // Bayesian model dimensionality, 2 Var(ln L) under the posterior (Handley & Lemos 2019)
};

struct NestedEvidence {
  NestedMoments mean;
  double log_z_error = 0;  // of the unknown volumes, to first order in them: close to sqrt(information / live points)
};

/// Points alive at each death, [n].
std::vector<std::int64_t> live_counts(const NestedRun& run);

/// ln of the posterior weight of each point, normalised to sum to one.
std::vector<double> log_weights(const NestedRun& run);

NestedEvidence nested_evidence(const NestedRun& run);

/// The same under `count` draws of the volumes' shrinkage, t ~ Beta(live, 1) at each death: their scatter is the error.
std::vector<NestedMoments> simulate_volumes(const NestedRun& run, std::size_t count, Seed seed);

/// One run of the points of all; their live points add up.
NestedRun merge(const std::vector<NestedRun>& runs);

/// The points as weighted draws of the posterior, without those of zero weight.
Draws posterior_draws(const NestedRun& run, const ParameterSpace& space);

/// `count` of the points with equal weights, each as often as its weight asks (systematic resampling).
std::vector<std::size_t> equal_weight_rows(std::span<const double> log_weights, std::size_t count, Seed seed);

}  // namespace inquest
