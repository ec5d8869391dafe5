// Markov chain Monte Carlo: draws of a density that can only be evaluated, with what is known of their convergence.
//
// The target lives in the unconstrained space of a prior (core/parameters/parameter_space.hpp), where the prior is N(0,
// I). Chains start at draws of the prior resampled by their density (sampling-importance-resampling) and move by
// ensemble slice sampling (core/sampling/ensemble_slice.hpp), which jumps between modes, or by the no-U-turn sampler
// (core/sampling/nuts.hpp), which needs derivatives and scales to more dimensions. They run in rounds, each twice as
// long as the one before it, all of which it discards, until R-hat and the effective sizes say that they agree, or
// `max_steps` is reached.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/reporter.hpp"
#include "core/base/seed.hpp"
#include "core/config/fields.hpp"
#include "core/sampling/chain_sampler.hpp"
#include "core/sampling/convergence.hpp"

namespace inquest {

struct McmcOptions {
  std::string sampler = "slice";
  std::int64_t chains = 40;
  std::int64_t warm_up = 200;
  std::int64_t max_steps = 20000;
  std::int64_t starts = 10000;

  void fields(FieldVisitor& visit);
};

struct McmcReport {
  Convergence convergence;  // the worst over the coordinates
  std::size_t chains = 0;
  std::size_t steps = 0;        // of each chain, with those that were discarded
  std::size_t evaluations = 0;  // of the target
  std::size_t divergences = 0;  // trajectories of NUTS that met a curvature too strong for their steps

  /// What keeps the draws from being trusted; empty where they converged.
  std::string warning() const;
};

struct McmcDraws {
  Matrix z;                         // [count, d], chain after chain, each in the order of its steps
  std::vector<double> log_density;  // [count], of the target
  McmcReport report;
};

/// The problem: a log density over z [n, d], its prior included.
struct McmcTarget {
  LogDensity log_density;
  std::size_t dimension;
  Matrix starts = {};  // [n, d], more places to start from, such as draws of another estimate; empty: none
  LogDensityGradient gradient = nullptr;
};

/// Draws `count` rows, spread evenly over all chains and kept steps, of chain c those from c * count / chains on; the
/// same seed gives the same draws. Throws Error(config) where NUTS is asked for and there are no derivatives,
/// Error(data) where no start has a finite density or the density is NaN, Error(interrupted) when the user stops it.
McmcDraws run_mcmc(const McmcTarget& target, const McmcOptions& options, std::size_t count, Seed seed,
                   Reporter& reporter);

}  // namespace inquest
