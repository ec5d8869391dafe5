// evidence: ln K from a saved estimator, or ln Z from chains of other programs, with no run directory.

#include <iostream>

#include "apps/commands/arguments.hpp"
#include "apps/commands/chain_evidence.hpp"
#include "apps/commands/summary_table.hpp"
#include "apps/commands/terminal_reporter.hpp"
#include "apps/routes/estimator_kinds.hpp"
#include "apps/run/evidence_array.hpp"
#include "apps/run/observation.hpp"

namespace inquest {
namespace {

void compare_one(const SampleArguments& arguments, const TrainedEvidence& trained, Reporter& reporter) {
  const ConfigNode entry = ConfigNode::parse(arguments.observation, "--observation");
  const EvidenceAnswer answer = trained.at(read_observation(entry, "", trained.view.layout()), arguments.seed);
  for (const std::string& doubt : answer.doubts) reporter.warning(doubt);
  if (arguments.output) return write_evidence(*arguments.output, {{answer.estimate, !answer.doubts.empty()}});
  std::cout << log_k_table(answer.estimate) << std::flush;
}

void compare_several(const SampleArguments& arguments, const TrainedEvidence& trained, Reporter& reporter) {
  const Matrix x = read_observations(arguments.observation, trained.view.layout());
  std::vector<ComparedObservation> compared;
  for (std::size_t i = 0; i < x.rows(); ++i) {
    throw_if_stopped(reporter);
    const EvidenceAnswer answer = trained.at(x.row(i), arguments.seed.child(i));
    for (const std::string& doubt : answer.doubts) reporter.warning(concat("observation ", i, ": ", doubt));
    compared.push_back({answer.estimate, !answer.doubts.empty()});
  }
  if (arguments.output) return write_evidence(*arguments.output, compared);
  std::cout << evidence_as_csv(compared) << std::flush;
}

void ask_estimator(const SampleArguments& arguments) {
  if (arguments.output) {
    check_evidence_file(*arguments.output);
    check_new_file(*arguments.output, arguments.force);
  }
  TerminalReporter reporter(standard_reporter_options(true));
  const TrainedEvidence trained = open_evidence(arguments.estimator);
  arguments.several ? compare_several(arguments, trained, reporter) : compare_one(arguments, trained, reporter);
}

}  // namespace

void evidence_command(const Words& words) {
  const auto arguments = parse_evidence_arguments(words);
  if (!arguments) return;
  if (const auto* chains = std::get_if<ChainArguments>(&*arguments)) return weigh_chains(*chains);
  ask_estimator(std::get<SampleArguments>(*arguments));
}

}  // namespace inquest
