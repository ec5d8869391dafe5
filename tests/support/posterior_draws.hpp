// Draws of posteriors with known evidence (tests/support/evidence_problems.hpp), independent and exact.
#pragma once

#include "core/chains/chain_draws.hpp"
#include "tests/support/evidence_problems.hpp"

namespace inquest::testing {

/// `count` draws [count, d] of gauss*, shells* or a time series, each in its own way; of any other problem draws of the
/// prior that are accepted by their likelihood, which `log_largest` bounds.
Matrix posterior_draws(const EvidenceProblem& problem, std::size_t count, double log_largest, Seed seed);

/// The same as another program would leave them: one chain with the log posterior, and with the ends of the priors.
ChainDraws posterior_chain(const EvidenceProblem& problem, std::size_t count, double log_largest, Seed seed);

/// Places theta [n, d] of weight one as a chain of that problem.
ChainDraws chain_at(const EvidenceProblem& problem, Matrix theta);

/// The largest log likelihood of eggbox2 and rastrigin2; infinite for others.
double log_largest_likelihood(const std::string& problem);

}  // namespace inquest::testing
