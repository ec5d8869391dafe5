// check-simulator: the conformance suite on the simulators of a run file, with all that it finds.

#include "core/model/check_simulator.hpp"

#include <iostream>

#include "apps/commands/arguments.hpp"
#include "apps/run/run.hpp"

namespace inquest {
namespace {

/// Prints what is found; returns the number of violations.
std::size_t report_on(const Run& run, const Model& model) {
  if (!model.has_simulator()) {
    std::cout << model.name << ": no simulator to check\n";
    return 0;
  }
  const SimulatorFindings found =
      check_simulator(model, run.seed.child("simulate"), {.failure_tolerance = run.simulations.failure_tolerance});
  std::cout << model.name << ": " << model.simulator().info().name
            << (found.violations.empty() ? " keeps the law of simulators\n" : " breaks the law of simulators\n");
  for (const std::string& violation : found.violations) std::cout << "  violation: " << violation << "\n";
  for (const std::string& remark : found.remarks) std::cout << "  warning: " << remark << "\n";
  return found.violations.size();
}

}  // namespace

void check_simulator_command(const Words& words) {
  const auto arguments = parse_check_arguments("check-simulator", words);
  if (!arguments) return;
  const Run run = load_run(arguments->file, arguments->settings);
  std::size_t violations = 0;
  for (const Model& model : run.models.models()) violations += report_on(run, model);
  std::cout << std::flush;
  INQUEST_VALIDATE(violations == 0, data, arguments->file.string(), ": ", violations,
                   violations == 1 ? " violation" : " violations", " of the law of simulators, told above ",
                   "(row i must follow from theta[i] and seeds[i] alone); mend the simulators");
}

}  // namespace inquest
