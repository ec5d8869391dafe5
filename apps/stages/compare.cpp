#include "apps/methods/method_options.hpp"
#include "apps/stages/stage.hpp"

namespace inquest {

std::vector<EvidenceResult> compare_stage(RunContext& context) {
  const Run& run = context.run;
  std::vector<EvidenceResult> results;
  for (const EvidenceRoute& route : run.evidence) {
    const auto estimator = context.directory.estimator(evidence_estimator_name(route.name));
    const Seed seed = run.seed.child("compare").child(route.name);
    const auto answer = [&] {
      return route.method->compare(estimator, route.options, {run.models, run.observation, seed, context.reporter});
    };
    const bool trained = route.method->training != nullptr;
    results.push_back({route.name, route.method->name, trained ? with_estimator(estimator, answer) : answer()});
  }
  return results;
}

}  // namespace inquest
