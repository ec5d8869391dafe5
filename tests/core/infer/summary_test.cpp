#include "core/infer/summary.hpp"

#include <cmath>
#include <limits>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

Draws draws_of(const std::vector<double>& theta, std::size_t cols, std::vector<double> weights = {}) {
  Draws draws{Matrix(theta.size() / cols, cols), std::vector<double>(theta.size() / cols), std::move(weights)};
  draws.theta.values() = theta;
  return draws;
}

}  // namespace

TEST_CASE("summary: moments of draws that count alike") {
  const PosteriorSummary summary = summarize(draws_of({1, 10, 2, 30, 3, 20, 4, 40}, 2));
  CHECK(summary.mean == std::vector<double>{2.5, 25});
  CHECK(summary.std[0] == Approx(std::sqrt(1.25)));
  CHECK(summary.covariance(0, 1) == Approx(10));  // (1.5 * 15 - 0.5 * 5 - 0.5 * 5 + 1.5 * 15) / 4
  CHECK(summary.covariance(1, 0) == summary.covariance(0, 1));
  CHECK(summary.covariance(1, 1) == Approx(125));
  CHECK(summary.draws == 4);
  CHECK(summary.effective_draws == Approx(4));
}

TEST_CASE("summary: a weight counts as that many draws") {
  const PosteriorSummary weighted = summarize(draws_of({1, 5, 7}, 1, {1, 3, 2}));
  const PosteriorSummary repeated = summarize(draws_of({1, 5, 5, 5, 7, 7}, 1));
  CHECK(weighted.mean[0] == Approx(repeated.mean[0]));
  CHECK(weighted.covariance(0, 0) == Approx(repeated.covariance(0, 0)));
  CHECK(weighted.effective_draws == Approx(36.0 / 14));
  CHECK(weighted.draws == 3);
}

TEST_CASE("summary: quantiles interpolate between the middles of the steps") {
  // The steps of weight 1/4 and 3/4 have their middles at 0.125 and 0.625.
  const PosteriorSummary summary = summarize(draws_of({1, 0}, 1, {3, 1}));
  CHECK(summary.quantiles[0][0] == 0);                    // 0.025
  CHECK(summary.quantiles[1][0] == Approx(0.035 / 0.5));  // 0.16
  CHECK(summary.quantiles[2][0] == Approx(0.375 / 0.5));  // 0.5
  CHECK(summary.quantiles[3][0] == 1);                    // 0.84
  CHECK(summarize(draws_of({4, 1, 2, 3}, 1)).quantiles[2][0] == Approx(2.5));
}

TEST_CASE("summary: weights may vanish or be tiny, and draws without weight change nothing") {
  const PosteriorSummary plain = summarize(draws_of({1, 2, 3}, 1, {1, 2, 1}));
  const PosteriorSummary padded = summarize(draws_of({-9, 1, 2, 2.5, 3, 99}, 1, {0, 1e-200, 2e-200, 0, 1e-200, 0}));
  CHECK(padded.mean[0] == Approx(plain.mean[0]));
  CHECK(padded.effective_draws == Approx(plain.effective_draws));
  for (std::size_t q = 0; q < 5; ++q) CHECK(padded.quantiles[q][0] == Approx(plain.quantiles[q][0]));
}

TEST_CASE("summary: one draw is its own summary") {
  const PosteriorSummary summary = summarize(draws_of({7}, 1));
  CHECK(summary.std[0] == 0);
  for (std::size_t q = 0; q < 5; ++q) CHECK(summary.quantiles[q][0] == 7);
}

TEST_CASE("summary of importance-weighted normals") {
  // Draws of N(0, 1) weighted to N(0.5, 1) by exp(0.5 t): the effective share is exp(-0.25).
  constexpr std::size_t n = 100000;
  std::vector<double> theta(n);
  Random random(Seed{12});
  random.normal(theta);
  std::vector<double> weights(n);
  for (std::size_t i = 0; i < n; ++i) weights[i] = std::exp(0.5 * theta[i]);
  const PosteriorSummary summary = summarize(draws_of(theta, 1, weights));
  // The variance of the weighted mean is E[w^2 (t - 1/2)^2] / n = exp(1/4) (1 + 1/4) / n; five of its roots.
  CHECK(std::abs(summary.mean[0] - 0.5) < 5 * std::sqrt(1.605 / n));
  CHECK(std::abs(summary.quantiles[2][0] - 0.5) < 0.03);
  CHECK(std::abs(summary.quantiles[3][0] - (0.5 + 0.9945)) < 0.03);
  CHECK(summary.effective_draws / n == Approx(std::exp(-0.25)).epsilon(0.02));
}

TEST_CASE("summary of nothing, or of draws without weight, is an error") {
  CHECK_THROWS_AS(summarize(draws_of({}, 1)), Error);
  CHECK_THROWS_AS(summarize(draws_of({1, 2}, 1, {0, 0})), Error);
  CHECK_THROWS_AS(summarize(draws_of({1, 2}, 1, {1, std::numeric_limits<double>::quiet_NaN()})), Error);
}
