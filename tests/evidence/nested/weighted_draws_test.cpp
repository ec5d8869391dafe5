#include "evidence/nested/weighted_draws.hpp"

#include <cmath>
#include <numeric>

#include "core/infer/summary.hpp"
#include "core/parameters/tail.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

constexpr double noise = 0.5;
constexpr double seen = 0.8;

// a, b ~ N(0, 1), seen with noise of standard deviation 0.5: each N(0.64, 0.2) given the data.
EvidenceTarget linear() {
  Parameter a;
  a.name = "a";
  a.prior = Prior::normal(0, 1);
  Parameter b = a;
  b.name = "b";
  return {ParameterSpace({a, b}), [](ConstMatrixView theta, std::span<double> out) {
            for (std::size_t i = 0; i < out.size(); ++i) {
              out[i] = -2 * std::log(noise);
              for (const double value : theta.row(i)) out[i] += log_normal_density((seen - value) / noise);
            }
          }};
}

}  // namespace

// Means of draws with n effective ones scatter by sd / sqrt(n), their standard deviations by sd / sqrt(2 n): five of
// either are missed by one in two million.
TEST_CASE("draws of a nested run and of its refinement are draws of the posterior", "[nested]") {
  const double error = GENERATE(0.02, 1.0);
  const EvidenceTarget target = linear();
  SilentReporter silent;
  const LogEvidence found = estimate_log_evidence(target, {.error = error}, {}, Seed{1}, silent);
  CHECK(found.doubts.empty());
  CHECK(found.warnings.empty());
  REQUIRE(found.refined() == (error < 0.1));
  const Draws weighted = weighted_draws(found, target);
  const double effective = summarize(weighted).effective_draws;
  CHECK(effective > 500);
  const Draws equal = equal_weight_draws(weighted, 4000, Seed{2});
  CHECK(equal.weights.empty());
  for (const Draws* draws : {&weighted, &equal}) {
    const PosteriorSummary summary = summarize(*draws);
    for (std::size_t j = 0; j < 2; ++j) {
      CHECK(std::abs(summary.mean[j] - 0.64) < 5 * std::sqrt(0.2 / effective));
      CHECK(std::abs(summary.std[j] / std::sqrt(0.2) - 1) < 5 / std::sqrt(2 * effective));
    }
    for (std::size_t i = 0; i < draws->theta.rows(); i += 100) {
      double exact = -std::log(0.2);
      for (const double value : draws->theta.row(i)) exact += log_normal_density((value - 0.64) / std::sqrt(0.2));
      CHECK(std::abs(draws->log_prob[i] - exact) < 5 * found.log_z_error);
    }
  }
}

TEST_CASE("draws with equal weights are in random order and the same from the same seed", "[nested]") {
  Draws weighted{Matrix(1000, 1), std::vector<double>(1000, 0.0), std::vector<double>(1000, 1.0)};
  std::iota(weighted.theta.values().begin(), weighted.theta.values().end(), 0.0);
  const Matrix theta = equal_weight_draws(weighted, 1000, Seed{1}).theta;
  CHECK(equal_weight_draws(weighted, 1000, Seed{1}).theta == theta);
  auto sorted = theta.values();
  std::ranges::sort(sorted);
  CHECK(sorted == weighted.theta.values());
  // The mean of the first hundred of a thousand in random order scatters by 27 around 499.5.
  const double mean = std::accumulate(theta.values().begin(), theta.values().begin() + 100, 0.0) / 100;
  CHECK(std::abs(mean - 499.5) < 5 * 27);
}
