#include "apps/report/model_comparison.hpp"

#include <cmath>
#include <limits>

#include "tests/support/catch.hpp"
#include "tests/support/two_models.hpp"

namespace inquest {
namespace {

using Catch::Matchers::Contains;

ReportEvidence route(const std::string& name, const EvidenceEstimate& estimate) { return {name, "network", estimate}; }

EvidenceEstimate two(double log_k, double error) { return testing::two_models({"open", "lambda"}, log_k, error); }

TEST_CASE("model_comparison: the headline says which model, how much and in words") {
  const std::vector<ReportEvidence> evidence = {route("network", two(1.004, 0.031))};
  const std::string words = comparison_in_words(evidence);
  CHECK_THAT(words, Contains("ln K (lambda over open) = 1.004 ± 0.031"));
  CHECK_THAT(words, Contains("positive evidence for lambda"));
  CHECK_THAT(words, Contains("p(lambda | x) = 0.732"));  // 1 / (1 + exp(-1.004))
}

TEST_CASE("model_comparison: the favoured model comes first, whichever it is") {
  const auto factors = bayes_factors(two(-2.5, 0.1));
  REQUIRE(factors.size() == 1);
  CHECK(factors[0].model == "open");
  CHECK(factors[0].other == "lambda");
  CHECK(factors[0].log_k == Approx(2.5));
}

TEST_CASE("model_comparison: of many models the best is told against each, the closest first") {
  const auto estimate =
      from_log_evidence({"a", "b", "c"}, {-12, -10, -10.5}, {0.1, 0.1, 0.1}, {0.2, 0.4, 0.4}, "exact");
  const auto factors = bayes_factors(estimate);
  REQUIRE(factors.size() == 2);
  CHECK(factors[0].other == "c");
  CHECK(factors[0].log_k == Approx(0.5));
  CHECK(factors[1].other == "a");
  CHECK(factors[1].error == Approx(std::sqrt(0.02)));
  CHECK(bayes_factor(estimate, "a", "b")->log_k == Approx(-2));
  CHECK_FALSE(bayes_factor(estimate, "a", "d"));
}

TEST_CASE("model_comparison: the headline is of the route of smallest error") {
  const std::vector<ReportEvidence> evidence = {route("wide", two(1, 0.5)), route("narrow", two(1.2, 0.02))};
  CHECK_THAT(comparison_in_words(evidence), Contains("narrow") && !Contains("wide"));
}

TEST_CASE("model_comparison: a route that predicts test simulations worse is not quoted, however small its error") {
  std::vector<ReportEvidence> evidence = {route("narrow", two(1, 0.02)), route("wide", two(1.3, 0.5))};
  evidence[0].log_score = LogScore{0.52, 0.02, 0.001};
  evidence[1].log_score = LogScore{0.50, 0, 0};
  CHECK_THAT(comparison_in_words(evidence), Contains("By route wide, the one of smallest error among those that"));
  CHECK_THAT(comparison_details(evidence), Contains("loss on test simulations") && Contains("<td>0.5200<span") &&
                                               Contains("+ 0.0200 ± 0.0010") && Contains("<td>0.5000</td>"));
  evidence[0].log_score = LogScore{0.502, 0.002, 0.001};
  CHECK_THAT(comparison_in_words(evidence), Contains("By route narrow, the one of smallest error ("));
}

TEST_CASE("model_comparison: of two routes that contradict each other test simulations may speak for one") {
  std::vector<ReportEvidence> evidence = {route("network", two(1.5, 0.1)), route("flows", two(6.8, 1.0))};
  evidence[0].log_score = LogScore{0.5, 0.0001, 0.001};
  evidence[1].log_score = LogScore{0.5, 0, 0};
  CHECK_THAT(disagreements(evidence).at(0), !Contains("Test simulations"));
  evidence[0].log_score->excess = 0.01;
  CHECK_THAT(disagreements(evidence).at(0), Contains("Test simulations speak for flows: network predicts"));
}

TEST_CASE("model_comparison: where routes that learn contradict each other there is no single number") {
  const std::vector<ReportEvidence> learned = {route("network", two(1.5, 0.1)), route("flows", two(6.8, 1.6))};
  CHECK_THAT(comparison_in_words(learned),
             Contains("No single ln K") && Contains("by network") && Contains("by flows"));
}

TEST_CASE("model_comparison: a route that knows the likelihood is quoted before others, contradicted or not") {
  std::vector<ReportEvidence> evidence = {route("network", two(1.5, 0.01)), route("assumed", two(3.8, 0.1))};
  evidence[1].estimate.error_kind = "nested";
  CHECK_THAT(comparison_in_words(evidence),
             Contains("By route assumed, which knows the likelihood") && !Contains("1.5"));
}

TEST_CASE("model_comparison: the table tells the scatter of an ensemble beside an error of another kind") {
  std::vector<ReportEvidence> evidence = {route("network", two(1.5, 0.1))};
  evidence[0].estimate.ensemble_scatter = Matrix(2, 2, 0.034);
  CHECK_THAT(comparison_details(evidence), !Contains("scatter of the ensemble"));
  evidence[0].estimate.error_kind = "bootstrap";
  CHECK_THAT(comparison_details(evidence), Contains("scatter of the ensemble 0.034"));
}

TEST_CASE("model_comparison: routes that contradict each other are named") {
  const std::vector<ReportEvidence> agree = {route("a", two(1, 0.3)), route("b", two(1.8, 0.1))};
  CHECK(disagreements(agree).empty());
  const std::vector<ReportEvidence> differ = {route("a", two(1, 0.1)), route("b", two(-1, 0.1))};
  REQUIRE(disagreements(differ).size() == 1);
  CHECK_THAT(disagreements(differ)[0], Contains("14 standard deviations") && Contains("by a") && Contains("by b"));
}

TEST_CASE("model_comparison: nothing is said without evidence, or of one model") {
  CHECK(comparison_in_words({}).empty());
  CHECK(comparison_details({}).empty());
  const std::vector<ReportEvidence> one = {route("a", from_log_evidence({"m"}, {-3}, {0.1}, {1}, "exact"))};
  CHECK(comparison_in_words(one).empty());
}

TEST_CASE("model_comparison: a route that does not know all models has gaps in the table") {
  const auto all = from_log_evidence({"a", "b", "c"}, {-3, -4, -5}, {0.1, 0.1, 0.1}, {0.3, 0.3, 0.4}, "nested");
  const auto some = from_log_evidence({"a", "c"}, {-3, -5}, {0.2, 0.2}, {0.5, 0.5}, "nested");
  const std::vector<ReportEvidence> evidence = {route("all", all), route("some", some)};
  CHECK_THAT(comparison_details(evidence), Contains("</span></th><td>\u2013</td><td>2.00 ± 0.28</td>"));
  CHECK(disagreements(evidence).empty());
}

TEST_CASE("model_comparison: an evidence that is not a number is shown as such") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<ReportEvidence> evidence = {route("a", two(nan, nan))};
  CHECK_THAT(comparison_details(evidence), Contains("n/a"));
}

}  // namespace
}  // namespace inquest
