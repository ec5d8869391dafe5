#include "evidence/nested/nested_findings.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

const Finding* find(const Findings& findings, const std::string& key) {
  const auto found = std::ranges::find(findings.all(), key, &Finding::key);
  return found == findings.all().end() ? nullptr : &*found;
}

TEST_CASE("nested findings: ln Z, the errors of the run, and its walks") {
  LogEvidence found;
  found.log_z = -33.2;
  found.log_z_error = 0.01;
  found.method = "nested sampling, refined";
  found.calls = 12345;
  found.assessment = NestedAssessment{.log_z = -33.1, .analytic_error = 0.11, .simulated_error = 0.13};
  found.assessment->information = 6.1;
  found.assessment->information_error = 0.2;
  found.walks = WalkCheck{.memory = 0.25, .doubled = 0.06, .p_value = 0.2};
  const Findings findings = findings_of(found);
  CHECK(find(findings, "log_z")->error == 0.01);
  CHECK(find(findings, "run.log_z")->error == 0.13);  // the larger one
  CHECK(find(findings, "run.information")->text() == "6.10 ± 0.20");
  CHECK(find(findings, "walks.memory_doubled")->value == Finding::Value(0.06));
  CHECK(findings.line() == "log_z -33.200 +- 0.010, sampler nested sampling, refined, likelihood_evaluations 12345");
}

TEST_CASE("nested findings: what one run cannot know of replicas is null, and what was not done is left out") {
  LogEvidence found;
  found.assessment = NestedAssessment{};
  CHECK(find(findings_of(found), "run.error_replicas")->value == Finding::Value());
  CHECK(find(findings_of(found), "run.replica_p_value")->value == Finding::Value());
  CHECK(find(findings_of(found), "walks.memory") == nullptr);
  found.assessment->replica_error = 0.07;
  found.assessment->replica_p_value = 0.52;
  CHECK(find(findings_of(found), "run.error_replicas")->value == Finding::Value(0.07));
  CHECK(find(findings_of(found), "run.replica_p_value")->value == Finding::Value(0.52));
}

}  // namespace
}  // namespace inquest
