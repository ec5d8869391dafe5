#include "evidence/nested/explore/replicas.hpp"

#include <algorithm>
#include <cmath>

#include "evidence/nested/log_evidence.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/evidence_problems.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

ReplicatedRun replicated(std::int64_t count, std::uint64_t seed) {
  SilentReporter silent;
  return sample_replicas(rastrigin().target(), {.engine = "slice", .live = 120}, count, Seed{seed}, silent);
}

}  // namespace

TEST_CASE("replicas share the live points and are merged into one run", "[nested]") {
  const auto [run, assessment] = replicated(3, 1);
  CHECK(std::count(run.birth.begin(), run.birth.end(), -std::numeric_limits<double>::infinity()) == 120);
  CHECK(live_counts(run)[500] > 100);
  REQUIRE(assessment.replica_log_z.size() == 3);
  CHECK(assessment.log_z == nested_evidence(run).mean.log_z);
  CHECK(std::abs(assessment.log_z - rastrigin().log_z) < 4 * assessment.log_z_error());
  CHECK(std::abs(assessment.information - rastrigin().information) < 4 * assessment.information_error);
  CHECK(assessment.dimensionality_error > 0);
  // 100 simulations know their scatter to 7%; four times that.
  CHECK(assessment.simulated_error == Approx(assessment.analytic_error).epsilon(0.3));
  CHECK_FALSE(replicated(1, 1).assessment.replica_error);
}

TEST_CASE("live points that do not divide evenly are all used", "[nested]") {
  std::int64_t sum = 0;
  for (std::int64_t k = 0; k < 3; ++k) sum += options_of_replica({.live = 500}, 3, k).live;
  CHECK(sum == 500);
}

TEST_CASE("tails of the chi-squared distribution are those of the tables", "[nested]") {
  CHECK(chi_squared_tail(3.841459, 1) == Approx(0.05).epsilon(1e-5));
  CHECK(chi_squared_tail(5.991465, 2) == Approx(0.05).epsilon(1e-5));
  CHECK(chi_squared_tail(29.588298, 10) == Approx(0.001).epsilon(1e-5));
}

TEST_CASE("replicas that contradict each other give the error of their spread", "[nested]") {
  NestedAssessment assessment{.analytic_error = 0.1, .simulated_error = 0.11, .replica_error = 0.5};
  assessment.replica_p_value = 0.01;
  CHECK(assessment.log_z_error() == 0.11);
  assessment.replica_p_value = 1e-6;
  CHECK(assessment.log_z_error() == 0.5);
}

TEST_CASE("replicas with too few live points each are refused", "[nested]") {
  CHECK(obstacle_to(LogEvidenceOptions{.error = 1, .replicas = 0, .nested = {.live = 60}}, 10).empty());
  CHECK(obstacle_to(LogEvidenceOptions{.error = 1, .replicas = 2, .nested = {.live = 60}}, 10) ==
        "live = 30 (10 parameters need at least 40) in each of 2 replicas");
}

TEST_CASE("replicas spread as their errors say", "[nested][statistical]") {
  std::vector<double> p;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) p.push_back(replicated(2, seed).assessment.replica_p_value);
  std::ranges::sort(p);
  double distance = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto n = static_cast<double>(p.size());
    distance = std::max({distance, p[i] - static_cast<double>(i) / n, (static_cast<double>(i) + 1) / n - p[i]});
  }
  // Kolmogorov: sqrt(n) times the distance is above 1.95 once in 1,000.
  CHECK(distance * std::sqrt(static_cast<double>(p.size())) < 1.95);
}
