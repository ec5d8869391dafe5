#include "apps/methods/method_options.hpp"
#include "apps/stages/stage.hpp"

namespace inquest {

std::vector<EvidenceResult> compare_stage(RunContext& context) {
  const Run& run = context.run;
  std::vector<EvidenceResult> results;
  for (const EvidenceRoute& route : run.evidence) {
    const auto estimator = context.directory.estimator(evidence_estimator_name(route.name));
    results.push_back({route.name, route.method->name, with_estimator(estimator, [&] {
                         return route.method->compare(estimator, route.options, run.models, run.observation);
                       })});
  }
  return results;
}

}  // namespace inquest
