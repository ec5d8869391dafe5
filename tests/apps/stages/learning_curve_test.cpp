#include "apps/stages/learning_curve.hpp"

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

using Catch::Matchers::Contains;

PosteriorSummary summary(double mean, double sd) { return {{0, mean}, {1, sd}, {}, {}, 2000, 2000}; }

PosteriorAnswer posterior(double mean, double sd, std::optional<double> gain = {}, const std::string& picked = "npe") {
  PosteriorAnswer answer{summary(mean, sd)};
  answer.findings.add("picked", picked, "the method that answers");
  add_learning_curve(summary(0, 1), gain, {"a", "b"}, answer);
  return answer;
}

EvidenceEstimate estimate(double log_k, double error) {
  Matrix values(2, 2), errors(2, 2);
  values(0, 1) = log_k;
  values(1, 0) = -log_k;
  errors(0, 1) = errors(1, 0) = error;
  return from_log_bayes_factors({"one", "two"}, values, errors, {0.5, 0.5}, "bootstrap");
}

std::vector<std::string> doubts(const EvidenceEstimate& quarter, const EvidenceEstimate& all,
                                const std::optional<LearningCurve>& curve = {}) {
  EvidenceAnswer answer{all};
  add_learning_curve(quarter, curve, answer);
  return answer.doubts;
}

TEST_CASE("learning_curve: a posterior that a quarter gives too is not doubted, and its changes are told") {
  const PosteriorAnswer answer = posterior(0.3, 1.2);
  CHECK(answer.doubts.empty());
  REQUIRE(answer.findings.all().size() == 4);
  CHECK(answer.findings.all()[1].key() == "learning_curve.parameter");
  CHECK(std::get<std::string>(answer.findings.all()[1].value) == "b");
  CHECK(std::get<double>(answer.findings.all()[3].value) == Approx(1.2));
}

TEST_CASE("learning_curve: a posterior that changes with the number of simulations is doubted") {
  REQUIRE(posterior(0, 2).doubts.size() == 1);
  CHECK_THAT(posterior(0, 2).doubts[0], Contains("the standard deviations of b differ by a factor of 2)"));
  CHECK(posterior(0.9, 1).doubts.empty());
  REQUIRE(posterior(1.2, 1).doubts.size() == 1);
  CHECK_THAT(posterior(1.2, 1).doubts[0], Contains("the means of b differ by 1.2 standard deviations)"));
}

TEST_CASE("learning_curve: so is one whose networks still learn, unless it is of another network") {
  CHECK(posterior(0, 1, 0.4).doubts.empty());
  REQUIRE(posterior(0, 1, 2.04).doubts.size() == 1);
  CHECK_THAT(posterior(0, 1, 2.04).doubts[0], Contains("2 nats less of log density"));
  CHECK(posterior(0, 1, 2.04, "nle").doubts.empty());
}

TEST_CASE("learning_curve: ln K that moves by more than half a nat and twice its error is doubted") {
  CHECK(doubts(estimate(1, 0.1), estimate(1.45, 0.1)).empty());
  CHECK(doubts(estimate(1, 0.4), estimate(2, 0.4)).empty());
  const auto found = doubts(estimate(1, 0.2), estimate(2, 0.1));
  REQUIRE(found.size() == 1);
  CHECK_THAT(found[0], Contains("1.00") && Contains("a quarter of the simulations"));
  CHECK(doubts(estimate(-1, 0.2), estimate(-2, 0.1)).size() == 1);
}

TEST_CASE("learning_curve: held-out rows speak where ln K at the observation stays") {
  CHECK(doubts(estimate(1, 0.1), estimate(1, 0.1), LearningCurve{{0.001, 0.0004}, 0.1}).empty());
  CHECK(doubts(estimate(1, 0.1), estimate(1, 0.1), LearningCurve{{0.03, 0.02}, 0.8}).empty());  // by chance
  const auto found = doubts(estimate(1, 0.1), estimate(1, 0.1), LearningCurve{{0.03, 0.01}, 0.7});
  REQUIRE(found.size() == 1);
  CHECK_THAT(found[0], Contains("may still be off by 0.7"));
}

TEST_CASE("learning_curve: a quarter that cannot answer is a doubt, and a wish to stop is none") {
  std::vector<std::string> doubts;
  ask_quarter([] { raise(ErrorKind::data, "no draws"); }, doubts);
  REQUIRE(doubts.size() == 1);
  CHECK_THAT(doubts[0], Contains("no answer to hold this one against (no draws"));
  CHECK_THROWS_AS(ask_quarter([] { raise(ErrorKind::interrupted, "stop"); }, doubts), Error);
  ask_quarter([] {}, doubts);
  CHECK(doubts.size() == 1);
}

TEST_CASE("learning_curve: quarters share their trainings with quarters alone") {
  const TrainingPlan plan = on_a_quarter({.name = "m.npe.quarter", .parts = {{"m.npe.quarter", "key", {}}}});
  CHECK(plan.parts[0].key == "a quarter of the simulations\nkey");
  CHECK(quarter_name("m.npe") == "m.npe.quarter");
}

}  // namespace
}  // namespace inquest
