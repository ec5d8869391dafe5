#include "apps/run/posterior_verdict.hpp"

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

namespace inquest {
namespace {

using Catch::Matchers::Contains;

PosteriorResult route(const std::string& name, double mean, double sd, double effective = 10000) {
  PosteriorResult result{.model = "m", .route = name, .method = name, .parameters = {"p"}};
  result.summary = {{mean}, {sd}, Matrix(1, 1, sd * sd), {}, 10000, effective};
  result.draws.theta = Matrix(2, 1);
  return result;
}

PosteriorResult known(PosteriorResult result) {
  result.basis = Basis::known_likelihood;
  return result;
}

PosteriorVerdict judged(const std::vector<PosteriorResult>& posterior) { return judge_posterior(posterior, "m"); }

TEST_CASE("posterior_verdict: one route is quoted, and nothing has confirmed it") {
  const PosteriorVerdict verdict = judged({route("npe", 1, 2)});
  CHECK(verdict.route == "npe");
  CHECK(verdict.why == "it is the only one");
  CHECK(verdict.trusted == std::nullopt);
  CHECK(verdict.sentences == std::vector<std::string>{"Posterior of m: quoted from route npe (it is the only one)."});
}

TEST_CASE("posterior_verdict: a known likelihood comes first, then what was chosen by test, then draws") {
  PosteriorResult chosen = route("auto", 1, 2);
  chosen.basis = Basis::chosen;
  PosteriorResult moments = route("moments", 1, 2, 0);
  moments.draws = {};
  CHECK(judged({moments, route("npe", 1, 2), chosen, known(route("mcmc", 1, 2))}).route == "mcmc");
  CHECK(judged({moments, route("npe", 1, 2), chosen}).route == "auto");
  CHECK(judged({moments, route("npe", 1, 2), route("nle", 1, 2)}).route == "npe");
  CHECK(judged({moments, route("npe", 1, 2)}).trusted == true);
}

TEST_CASE("posterior_verdict: routes in doubt come last and are not trusted") {
  PosteriorResult doubted = known(route("mcmc", 1, 2));
  doubted.doubts = {"the chains have not converged"};
  CHECK(judged({doubted, route("npe", 1, 2)}).route == "npe");
  CHECK(judged({doubted, route("npe", 1, 2)}).trusted == std::nullopt);
  CHECK(judged({doubted}).trusted == false);
  PosteriorResult other = route("npe", 1, 2);
  other.doubts = {"a quarter says otherwise"};
  PosteriorResult third = route("nle", 1, 2);
  third.doubts = other.doubts;
  CHECK(judged({other, third}).why == "all are in doubt, and it is the first");
  CHECK_THAT(judged({doubted}).sentences.front(), Contains("Not trusted, see the warnings: Posterior of m: quoted"));
}

TEST_CASE("posterior_verdict: means half a standard deviation apart contradict each other") {
  CHECK(judged({route("npe", 0, 1), route("nle", 0.53, 1)}).contradictions.empty());  // 0.042 is the draws' scatter
  const PosteriorVerdict verdict = judged({route("npe", 0, 1), route("nle", 0.56, 1)});
  REQUIRE(verdict.contradictions.size() == 1);
  CHECK(verdict.contradictions[0].parameter == "p");
  CHECK(verdict.contradictions[0].sigma == Approx(0.56));
  CHECK(verdict.contradictions[0].width_ratio == Approx(1));
  CHECK(verdict.trusted == false);
  CHECK(verdict.route == "npe");
  CHECK_THAT(
      verdict.contradictions[0].words,
      Contains("npe and nle contradict each other, the means of p differ by 0.56 standard deviations. Find out"));
  CHECK_THAT(verdict.sentences.front(), Contains("and contradicted"));
}

TEST_CASE("posterior_verdict: on a circle the shorter way counts, and no way where no direction is known") {
  const auto on_circle = [](PosteriorResult result, double resultant) {
    result.summary.circles = {{6.28, resultant}};
    return result;
  };
  CHECK(judged({on_circle(route("npe", 0.01, 0.1), 1), on_circle(route("nle", 6.27, 0.1), 1)}).trusted == true);
  CHECK(judged({on_circle(route("npe", 0.01, 0.1), 1), on_circle(route("nle", 3.14, 0.1), 1)}).trusted == false);
  CHECK(judged({on_circle(route("npe", 0.01, 1.8), 0.02), on_circle(route("nle", 3.14, 1.8), 0.02)}).trusted == true);
}

TEST_CASE("posterior_verdict: so do widths that differ by a third") {
  CHECK(judged({route("npe", 0, 1), route("nle", 0, 1.3)}).contradictions.empty());
  const PosteriorVerdict verdict = judged({route("npe", 0, 1), route("nle", 0, 1.4)});
  REQUIRE(verdict.contradictions.size() == 1);
  CHECK(verdict.contradictions[0].width_ratio == Approx(1.4));
  CHECK_THAT(verdict.contradictions[0].words, Contains("the standard deviations of p differ by a factor of 1.4"));
}

TEST_CASE("posterior_verdict: a known likelihood settles what learned routes say otherwise") {
  const PosteriorVerdict verdict = judged({route("npe", 0, 1), known(route("mcmc", 2, 1))});
  CHECK(verdict.route == "mcmc");
  CHECK(verdict.trusted == true);
  REQUIRE(verdict.contradictions.size() == 1);
  CHECK_THAT(verdict.contradictions[0].words, Contains("Trust mcmc, which knows the likelihood."));
}

TEST_CASE("posterior_verdict: few draws alone do not make routes contradict each other", "[statistical]") {
  // Two routes at the edge of the null, half a standard deviation apart with 50 draws each: 3 standard errors are
  // passed by chance in 0.135% of the pairs by the mean; 400 pairs give 0.5 on average, and more than 5 with p < 1e-5.
  Random random(Seed{20260101});
  std::size_t alarms = 0;
  for (std::size_t trial = 0; trial < 400; ++trial) {
    std::vector<PosteriorResult> pair;
    for (const double shift : {0.0, 0.5}) {
      Draws draws{Matrix(50, 1), {}, {}};
      for (double& value : draws.theta.values()) value = shift + random.normal();
      pair.push_back(route(shift > 0 ? "nle" : "npe", 0, 1));
      pair.back().summary = summarize(draws);
    }
    alarms += judged(pair).contradictions.empty() ? 0 : 1;
  }
  CHECK(alarms <= 5);
}

}  // namespace
}  // namespace inquest
