#include "apps/stages/stage.hpp"

namespace inquest {

RouteContext route_context(const RunContext& context, const std::string& name, Seed seed) {
  return {name, context.directory.estimators(), seed, context.reporter};
}

void tell_answer(const std::string& name, const Findings& findings, const std::vector<std::string>& doubts,
                 Reporter& reporter) {
  if (const std::string line = findings.line(); !line.empty()) reporter.info(concat(name, ": ", line));
  for (const std::string& doubt : doubts) reporter.warning(concat(name, ": ", doubt));
}

}  // namespace inquest
