#include "evidence/nested/nested_findings.hpp"

namespace inquest {
namespace {

Findings findings_of(const NestedAssessment& run) {
  const bool replicated = run.replica_error.has_value();
  const auto of_replicas = [&](double value) { return replicated ? Finding::Value(value) : Finding::Value(); };
  Findings found;
  found.add("log_z", Measured{run.log_z, run.log_z_error()}, "ln Z of the run alone, before it is refined");
  found.add("error_analytic", run.analytic_error, "error of that from the volumes, to first order");
  found.add("error_simulated_volumes", run.simulated_error, "error of that from simulated volumes");
  found.add("error_replicas", of_replicas(run.replica_error.value_or(0)), "error of that from the spread of replicas");
  found.add("replica_log_z", run.replica_log_z, "ln Z of each replica");
  found.add("replica_p_value", of_replicas(run.replica_p_value), "p-value of so large a spread of the replicas");
  found.add("information", Measured{run.information, run.information_error},
            "divergence of the posterior from the prior, nats");
  found.add("dimensionality", Measured{run.dimensionality, run.dimensionality_error},
            "parameters that the data constrain");
  return found;
}

Findings findings_of(const WalkCheck& walks) {
  Findings found;
  found.add("memory", walks.memory, "rank correlation of new points with where their walks began");
  found.add("memory_doubled", walks.doubled, "the same of walks twice as long");
  found.add("p_value", walks.p_value, "p-value of so large a drop, where one walk forgets its start");
  return found;
}

}  // namespace

Findings findings_of(const LogEvidence& found) {
  Findings findings;
  findings.add("log_z", Measured{found.log_z, found.log_z_error}, "ln Z").on_terminal = true;
  findings.add("sampler", found.method, "how ln Z was found").on_terminal = true;
  findings.add("likelihood_evaluations", found.calls, "calls of the likelihood").on_terminal = true;
  if (found.assessment) findings.add_group("run", findings_of(*found.assessment));
  if (found.walks) findings.add_group("walks", findings_of(*found.walks));
  return findings;
}

}  // namespace inquest
