#include "apps/stages/stage.hpp"

#include "core/base/caught_error.hpp"

namespace inquest {

RouteContext route_context(const RunContext& context, const std::string& name, Seed seed) {
  return {name, context.directory.estimators(), seed, context.reporter};
}

void tell_answer(const std::string& name, const Findings& findings, const std::vector<std::string>& doubts,
                 Reporter& reporter) {
  if (const std::string line = findings.line(); !line.empty()) reporter.info(concat(name, ": ", line));
  for (const std::string& doubt : doubts) reporter.warning(concat(name, ": ", doubt));
}

void require_trained(const RunContext& context, const std::string& estimator) {
  const auto failed = context.untrained.find(estimator);
  if (failed != context.untrained.end()) throw failed->second;
}

void note_failure(RunContext& context, const std::string& model, const std::string& route, const std::string& method) {
  const Error error = caught_error();
  if (error.kind() == ErrorKind::interrupted) throw error;
  context.failed.push_back({model, route, method, error});
  const Run& run = context.run;
  if (run.models.size() * run.posterior.size() + run.evidence.size() == 1) return;  // the run fails with it
  context.reporter.warning(concat(context.failed.back().name(), " has failed: ", error.what()));
}

}  // namespace inquest
