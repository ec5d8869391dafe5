#include "evidence/nested/explore/walk_check.hpp"

#include <algorithm>
#include <cmath>

#include "tests/support/catch.hpp"
#include "tests/support/evidence_problems.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

struct CheckedRun {
  NestedRun run;
  WalkCheck check;
};

CheckedRun checked(const EvidenceProblem& problem, const NestedOptions& options, std::uint64_t seed) {
  SilentReporter silent;
  const EvidenceTarget target = problem.target();
  NestedRun run = sample_nested(target, options, Seed{seed}, silent);
  const WalkCheck check = check_walks(target, run, options, Seed{seed}.child("walks"));
  return {std::move(run), check};
}

}  // namespace

TEST_CASE("walks of one basis resemble their starts, those of the default do not", "[nested]") {
  const EvidenceProblem problem = correlated_gauss(10);
  const auto [run, short_walks] = checked(problem, {.engine = "slice", .bases = 1}, 1);
  CHECK(short_walks.too_short());
  CHECK(short_walks.memory > short_walks.doubled);
  CHECK(static_cast<double>(short_walks.calls) < 0.15 * static_cast<double>(run.calls));
  CHECK_FALSE(checked(problem, {.engine = "slice"}, 1).check.too_short());
}

TEST_CASE("a run without walks has none to check", "[nested]") {
  const auto [run, check] = checked(rastrigin(), {.engine = "region", .live = 100}, 1);
  CHECK(check.p_value == 1);
  CHECK(check.calls == 0);
}

TEST_CASE("short walks are found in every run", "[nested][statistical]") {
  const std::string name = GENERATE("gauss10", "tq20");
  CAPTURE(name);
  for (std::uint64_t seed = 2; seed <= 4; ++seed) {
    CHECK(checked(evidence_problem(name), {.engine = "slice", .bases = 1}, seed).check.too_short());
  }
}

TEST_CASE("p-values of long walks are uniform", "[nested][statistical]") {
  std::vector<double> p;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    p.push_back(checked(correlated_gauss(4), {.engine = "slice", .live = 200, .bases = 16}, seed).check.p_value);
  }
  std::ranges::sort(p);
  double distance = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto n = static_cast<double>(p.size());
    distance = std::max({distance, p[i] - static_cast<double>(i) / n, (static_cast<double>(i) + 1) / n - p[i]});
  }
  // Kolmogorov: sqrt(n) times the distance is above 1.95 once in 1,000.
  CHECK(distance * std::sqrt(static_cast<double>(p.size())) < 1.95);
}
