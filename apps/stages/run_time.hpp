// How long a run will take, told before it starts: simulations, likelihoods and steps of its networks are measured for
// some seconds, and the rest is their number.
//
// Networks learn from rows that are drawn again from the trial simulations, in as many steps as the run's own will
// take. What sampling takes is counted in likelihood calls of a usual posterior, 130,000 by chains and 20,000 by nested
// sampling. docs/benchmarks.md holds the estimates against what runs took.
#pragma once

#include "apps/run/run.hpp"

namespace inquest {

struct RunTime {
  double simulate = 0;  // seconds, here and below
  double train = 0;
  double sample = 0;  // posteriors and evidences

  double total() const { return simulate + train + sample; }
};

/// Takes some seconds for each model and each kind of network. Throws what simulators and trainings throw.
RunTime estimate_run_time(const Run& run);

}  // namespace inquest
