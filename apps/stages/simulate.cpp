#include "core/data/simulate.hpp"

#include "apps/stages/stage.hpp"

namespace inquest {

void simulate_stage(RunContext& context) {
  const Run& run = context.run;
  const auto rows = static_cast<std::size_t>(run.simulations.rows());
  const SimulateOptions options{.rows = rows, .failure_tolerance = run.simulations.failure_tolerance};
  simulate_missing(run.models, context.store, run.seed.child("simulate"), options, context.reporter);
}

}  // namespace inquest
