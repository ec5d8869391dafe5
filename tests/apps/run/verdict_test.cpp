#include "apps/run/verdict.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/two_models.hpp"

namespace inquest {
namespace {

PosteriorResult posterior(const std::string& model, const std::string& route, double mean) {
  PosteriorResult result{.model = model, .route = route, .method = route, .parameters = {"p"}};
  result.summary = {{mean}, {1}, Matrix(1, 1, 1), {}, 10000, 10000};
  return result;
}

TEST_CASE("verdict: it is trusted where all of its parts are, and not where one is not") {
  CHECK(all_trusted({}) == std::nullopt);
  CHECK(all_trusted({true, true}) == true);
  CHECK(all_trusted({true, std::nullopt}) == std::nullopt);
  CHECK(all_trusted({true, std::nullopt, false}) == false);
}

TEST_CASE("verdict: evidence first, then the posterior of each model in order") {
  Results results;
  results.evidence = {{.route = "exact", .method = "exact", .estimate = testing::two_models({"a", "b"}, 1, 0)}};
  results.evidence.front().estimate.error_kind = "exact";
  results.posterior = {posterior("b", "npe", 0), posterior("a", "npe", 0), posterior("b", "nle", 1)};
  const Verdict verdict = judge(results);
  REQUIRE(verdict.evidence);
  CHECK(verdict.evidence->trusted == true);
  REQUIRE(verdict.posterior.size() == 2);
  CHECK(verdict.posterior[0].model == "b");
  CHECK(verdict.posterior[0].trusted == false);
  CHECK(verdict.posterior[1].trusted == std::nullopt);
  CHECK(verdict.trusted() == false);
  CHECK(verdict.contradictions().size() == 1);
  CHECK(verdict.sentences().size() == 2 + 2 + 1);
}

TEST_CASE("verdict: of nothing there is none") {
  const Verdict verdict = judge({});
  CHECK_FALSE(verdict.evidence);
  CHECK(verdict.trusted() == std::nullopt);
  CHECK(verdict.sentences().empty());
}

}  // namespace
}  // namespace inquest
