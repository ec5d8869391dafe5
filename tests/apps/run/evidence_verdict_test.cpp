#include "apps/run/evidence_verdict.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/two_models.hpp"

namespace inquest {
namespace {

using Catch::Matchers::Contains;

EvidenceEstimate two(double log_k, double error, const std::string& kind = "ensemble") {
  EvidenceEstimate estimate = testing::two_models({"open", "lambda"}, log_k, error);
  estimate.error_kind = kind;
  return estimate;
}

EvidenceResult route(const std::string& name, const EvidenceEstimate& estimate) {
  return {.route = name, .method = "network", .estimate = estimate};
}

EvidenceVerdict judged(const std::vector<EvidenceResult>& evidence) { return *judge_evidence(evidence); }

std::string words(const EvidenceVerdict& verdict) {
  std::string text;
  for (const std::string& sentence : verdict.sentences) text += sentence + "\n";
  return text;
}

TEST_CASE("evidence_verdict: one route is quoted, and nothing has confirmed it") {
  const EvidenceVerdict verdict = judged({route("network", two(1.004, 0.031))});
  CHECK(verdict.route == "network");
  CHECK(verdict.why == "it is the only one");
  CHECK(verdict.factors.front().model == "lambda");
  CHECK(verdict.factors.front().log_k == Approx(1.004));
  CHECK(verdict.contradictions.empty());
  CHECK(verdict.trusted == std::nullopt);
  CHECK(words(verdict) ==
        "ln K (lambda over open) = 1.004 ± 0.031: positive evidence for lambda.\n"
        "Quoted from route network (it is the only one).\n");
}

TEST_CASE("evidence_verdict: where nothing tells the sign of ln K no number is quoted") {
  EvidenceResult network = route("network", two(4.29, 0.4));
  network.estimate.extrapolated = Matrix(2, 2, 1);
  network.doubts = {"ln K is extrapolated, its sign too"};
  const EvidenceVerdict verdict = judged({network});
  CHECK(verdict.trusted == false);
  CHECK(words(verdict) ==
        "Not trusted, see the warnings: ln K (lambda over open) is not told: no statement (the simulations do not tell "
        "it, nor its sign).\nThis is by route network (it is the only one).\n");
  CHECK(judged({network, route("flows", two(40, 3))}).route == "flows");
}

TEST_CASE("evidence_verdict: of routes that agree the one of smallest error is quoted, and trusted") {
  const EvidenceVerdict verdict = judged({route("wide", two(1, 0.5)), route("narrow", two(1.2, 0.02))});
  CHECK(verdict.route == "narrow");
  CHECK(verdict.why == "its error is the smallest");
  CHECK(verdict.contradictions.empty());
  CHECK(verdict.trusted == true);
}

TEST_CASE("evidence_verdict: where routes that learn contradict each other nothing is quoted") {
  const EvidenceVerdict verdict = judged({route("network", two(1.5, 0.1)), route("flows", two(6.8, 1))});
  CHECK(verdict.route.empty());
  CHECK(verdict.trusted == false);
  REQUIRE(verdict.contradictions.size() == 1);
  CHECK(verdict.contradictions[0].routes == std::array<std::string, 2>{"network", "flows"});
  CHECK(verdict.contradictions[0].models == std::array<std::string, 2>{"lambda", "open"});
  CHECK(verdict.contradictions[0].sigma == Approx(5.3 / std::sqrt(1.01)));
  CHECK_THAT(words(verdict), Contains("No single ln K: routes that learn contradict each other.") &&
                                 Contains("is 1.50 ± 0.10 by network and 6.8 ± 1.0 by flows (they differ by 5.3 ") &&
                                 Contains("Trust neither") && !Contains("Quoted"));
}

TEST_CASE("evidence_verdict: a route that knows the likelihood is quoted before others, contradicted or not") {
  const EvidenceVerdict verdict = judged({route("network", two(1.5, 0.01)), route("assumed", two(3.8, 0.1, "nested"))});
  CHECK(verdict.route == "assumed");
  CHECK(verdict.why == "it knows the likelihood");
  CHECK(verdict.trusted == true);
  REQUIRE(verdict.contradictions.size() == 1);
  CHECK_THAT(words(verdict), Contains("Trust assumed, which knows the likelihood.") && !Contains("Trust neither"));
}

TEST_CASE("evidence_verdict: nobody is told to trust neither where a third route is quoted") {
  const EvidenceVerdict verdict =
      judged({route("network", two(1, 0.1)), route("flows", two(5, 0.1)), route("exact", two(1.02, 0, "exact"))});
  CHECK(verdict.route == "exact");
  CHECK(verdict.contradictions.size() == 2);
  CHECK_THAT(words(verdict), !Contains("Trust neither"));
}

TEST_CASE("evidence_verdict: routes that both know the likelihood leave nothing to quote where they differ") {
  const EvidenceVerdict verdict = judged({route("nested", two(1, 0.1, "nested")), route("exact", two(2, 0, "exact"))});
  CHECK(verdict.route.empty());
  CHECK(verdict.why == "routes that know the likelihood contradict each other");
}

TEST_CASE("evidence_verdict: a lower bound is told as one, and agrees with all that is above it") {
  EvidenceEstimate bound = two(3, 0.1);
  bound.lower_bound = Matrix(2, 2, 1);
  const EvidenceVerdict alone = judged({route("network", bound)});
  CHECK(alone.factors.front().lower_bound);
  CHECK_THAT(words(alone), Contains("ln K (lambda over open) > 3.0: at least strong evidence for lambda."));

  const EvidenceVerdict above = judged({route("network", bound), route("flows", two(13.5, 1))});
  CHECK(above.route == "flows");
  CHECK(above.contradictions.empty());
  CHECK(above.trusted == std::nullopt);  // a bound confirms little

  const EvidenceVerdict below = judged({route("network", bound), route("flows", two(1, 0.1))});
  CHECK(below.contradictions.size() == 1);
  CHECK_THAT(below.contradictions.front().words, Contains("1.00 ± 0.10 by flows") && Contains("> 3.0 by network"));
}

TEST_CASE("evidence_verdict: a route in doubt is quoted after all others, and not trusted") {
  std::vector<EvidenceResult> evidence = {route("network", two(1, 0.01)), route("flows", two(1.1, 0.5))};
  evidence[0].doubts = {"the observation is unlike the simulations"};
  CHECK(judged(evidence).route == "flows");
  CHECK(judged(evidence).why == "it is the only one that is not in doubt");
  CHECK(judged(evidence).trusted == std::nullopt);
  evidence[1].doubts = {"the same"};
  CHECK(judged(evidence).route == "network");
  CHECK(judged(evidence).trusted == false);
  CHECK_THAT(words(judged(evidence)), Contains("Not trusted, see the warnings: ln K"));
}

TEST_CASE("evidence_verdict: a route that predicts test simulations worse is not quoted, however small its error") {
  std::vector<EvidenceResult> evidence = {route("narrow", two(1, 0.02)), route("wide", two(1.3, 0.5))};
  evidence[0].log_score = LogScore{0.52, 0.02, 0.001};
  evidence[1].log_score = LogScore{0.50, 0, 0};
  CHECK(judged(evidence).route == "wide");
  CHECK(judged(evidence).why == "its error is the smallest among those that predict test simulations best");
  evidence[0].log_score = LogScore{0.502, 0.002, 0.001};
  CHECK(judged(evidence).route == "narrow");
}

TEST_CASE("evidence_verdict: of two routes that contradict each other test simulations may speak for one") {
  std::vector<EvidenceResult> evidence = {route("network", two(1.5, 0.1)), route("flows", two(6.8, 1.0))};
  evidence[0].log_score = LogScore{0.5, 0.0001, 0.001};
  evidence[1].log_score = LogScore{0.5, 0, 0};
  CHECK_THAT(words(judged(evidence)), !Contains("Test simulations"));
  evidence[0].log_score->excess = 0.01;
  CHECK_THAT(words(judged(evidence)), Contains("Test simulations speak for flows: network predicts"));
}

TEST_CASE("evidence_verdict: routes agree up to three standard deviations of the difference") {
  CHECK(judged({route("a", two(1, 0.3)), route("b", two(2.49, 0.4))}).contradictions.empty());
  CHECK(judged({route("a", two(1, 0.3)), route("b", two(2.51, 0.4))}).contradictions.size() == 1);
}

TEST_CASE("evidence_verdict: there is none without evidence, or of one model") {
  CHECK_FALSE(judge_evidence({}));
  const std::vector<EvidenceResult> one = {route("a", from_log_evidence({"m"}, {-3}, {0.1}, {1}, "exact"))};
  CHECK_FALSE(judge_evidence(one));
}

}  // namespace
}  // namespace inquest
