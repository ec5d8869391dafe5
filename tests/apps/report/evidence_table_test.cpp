#include "apps/report/evidence_table.hpp"

#include <limits>

#include "apps/run/evidence_verdict.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/two_models.hpp"

namespace inquest {
namespace {

using Catch::Matchers::Contains;

EvidenceResult route(const std::string& name, const EvidenceEstimate& estimate) {
  return {.route = name, .method = "network", .estimate = estimate};
}

EvidenceEstimate two(double log_k, double error) { return testing::two_models({"open", "lambda"}, log_k, error); }

std::string table_of(const std::vector<EvidenceResult>& evidence) {
  return evidence_table(evidence, *judge_evidence(evidence));
}

TEST_CASE("evidence_table: probabilities in words") {
  CHECK(probabilities_in_words(two(1.004, 0.031)) == "p(open | x) = 0.268, p(lambda | x) = 0.732");  // 1 / (1 + e^-1)
}

TEST_CASE("evidence_table: the loss on test simulations, and by how much it is more") {
  std::vector<EvidenceResult> evidence = {route("narrow", two(1, 0.02)), route("wide", two(1.3, 0.5))};
  evidence[0].log_score = LogScore{0.52, 0.02, 0.001};
  evidence[1].log_score = LogScore{0.50, 0, 0};
  CHECK_THAT(table_of(evidence), Contains("loss on test simulations") && Contains("<td>0.5200<span") &&
                                     Contains("+ 0.0200 ± 0.0010") && Contains("<td>0.5000</td>"));
}

TEST_CASE("evidence_table: a lower bound is written as one, and drawn without an end") {
  std::vector<EvidenceResult> evidence = {route("network", two(3, 0.1))};
  // p = 1 / (1 + e^-3)
  CHECK_THAT(table_of(evidence), Contains("<td>3.00 ± 0.10</td>") && Contains("0.953") && !Contains("line ink dashed"));
  evidence[0].estimate.lower_bound = Matrix(2, 2, 1);
  CHECK_THAT(table_of(evidence), Contains("<td>&gt; 3.0</td>") && Contains("line ink dashed") && !Contains("0.953"));
}

TEST_CASE("evidence_table: the table tells the scatter of an ensemble beside an error of another kind") {
  std::vector<EvidenceResult> evidence = {route("network", two(1.5, 0.1))};
  evidence[0].estimate.ensemble_scatter = Matrix(2, 2, 0.034);
  CHECK_THAT(table_of(evidence), !Contains("scatter of the ensemble"));
  evidence[0].estimate.error_kind = "bootstrap";
  CHECK_THAT(table_of(evidence), Contains("scatter of the ensemble 0.034"));
}

TEST_CASE("evidence_table: a route that does not know all models has gaps in the table") {
  const auto all = from_log_evidence({"a", "b", "c"}, {-3, -4, -5}, {0.1, 0.1, 0.1}, {0.3, 0.3, 0.4}, "nested");
  const auto some = from_log_evidence({"a", "c"}, {-3, -5}, {0.2, 0.2}, {0.5, 0.5}, "nested");
  const std::vector<EvidenceResult> evidence = {route("all", all), route("some", some)};
  CHECK_THAT(table_of(evidence), Contains("</span></th><td>\u2013</td><td>2.00 ± 0.28</td>"));
}

TEST_CASE("evidence_table: an evidence that is not a number is shown as such") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<EvidenceResult> evidence = {route("a", two(nan, nan))};
  CHECK_THAT(table_of(evidence), Contains("n/a"));
}

}  // namespace
}  // namespace inquest
