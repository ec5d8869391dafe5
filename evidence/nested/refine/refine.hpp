// Refinement: ln Z to a wanted error from a density fitted to what an exploration found.
//
// A mixture is fitted to the posterior, improved by pilot draws from itself, then frozen; importance sampling from it,
// with a share of the prior mixed in, measures the evidence. It refuses to answer where it contradicts the
// exploration or where its own weights cannot be trusted: a proposal that forgot a mode quotes a small error.
#pragma once

#include <string>

#include "evidence/nested/explore/exploration.hpp"
#include "evidence/nested/refine/elliptical_mixture.hpp"
#include "evidence/nested/refine/importance.hpp"

namespace inquest {

struct RefineOptions {
  double error = 0.01;       // wanted standard error of ln Z
  double prior_share = 0.1;  // of the proposal
  std::int64_t pilot = 0;    // draws a round that improves the proposal; 0: by dimension
  std::int64_t most_calls = 1000000;
  MixtureFitOptions mixture = {};
};

struct Refinement {
  double log_z = 0;
  double log_z_error = 0;
  double efficiency = 0;  // effective share of the draws
  double pareto_k = 0;    // of the largest weights
  double unreached = 0;   // posterior mass, by the exploration, where the proposal falls short tenfold
  std::int64_t calls = 0;
  ImportanceDraws draws;  // of the frozen proposal
  std::string refusal;    // why the numbers above must not be used; empty where they may
};

/// Refines with a fitted mixture, or with `given` (a trained flow, say) in its place.
Refinement refine(const EvidenceTarget& target, const Exploration& exploration, const std::optional<Proposal>& given,
                  const RefineOptions& options, Seed seed);

}  // namespace inquest
