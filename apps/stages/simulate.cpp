#include "core/data/simulate.hpp"

#include <algorithm>

#include "apps/stages/stage.hpp"

namespace inquest {

void simulate_stage(RunContext& context) {
  const Run& run = context.run;
  for (const Model& model : run.models.models()) {
    if (model.has_simulator()) continue;
    context.reporter.info(concat("model ", model.name, " has no simulator (nothing is simulated)"));
  }
  if (std::ranges::none_of(run.models.models(), &Model::has_simulator)) return;
  const auto rows = static_cast<std::size_t>(run.simulations.rows());
  const SimulateOptions options{.rows = rows, .failure_tolerance = run.simulations.failure_tolerance};
  simulate_missing(run.models, context.store, run.seed.child("simulate"), options, context.reporter);
}

}  // namespace inquest
