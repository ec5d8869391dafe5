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

namespace {

ParameterSpace angle_and_number() {
  return ParameterSpace::parse(ConfigNode::parse(
      "{phi: {prior: {uniform: [10, 370]}, periodic: true}, a: {prior: {normal: [0, 1]}}}", "run.yaml"));
}

}  // namespace

TEST_CASE("summary: a circle is summed up across the ends of its prior") {
  // 350, 358, 366 and 14 = 374 stand around 362; a grows with them.
  const Draws draws = draws_of({350, 1, 358, 2, 366, 3, 14, 4}, 2);
  const PosteriorSummary summary = summarize(draws, angle_and_number());
  CHECK(summary.mean[0] == Approx(362));
  CHECK(summary.std[0] == Approx(std::sqrt(80.0)));
  CHECK(summary.covariance(0, 1) == Approx(10));
  CHECK(summary.quantiles[0][0] == Approx(350));
  CHECK(summary.quantiles[2][0] == Approx(362));
  CHECK(summary.quantiles[4][0] == Approx(374));  // beyond the end at 370
  CHECK(summary.mean[1] == Approx(2.5));
  CHECK(summary.circles.at(0).period == Approx(360));
  CHECK(summary.circles.at(1).period == 0);
}

TEST_CASE("summary: wherever a circle is cut, its normal draws have the mean and width of the normal") {
  const ParameterSpace space = angle_and_number();
  Random random(Seed{11});
  Draws draws{Matrix(20000, 2), std::vector<double>(20000), {}};
  std::vector<double> z(20000);
  random.normal(z);
  for (const double centre : {12.0, 190.0, 369.0}) {
    for (std::size_t i = 0; i < z.size(); ++i) {
      const double value = centre + 20 * z[i];
      draws.theta(i, 0) = value - 360 * std::floor((value - 10) / 360);
    }
    const PosteriorSummary summary = summarize(draws, space);
    CHECK(std::abs(std::remainder(summary.mean[0] - centre, 360)) < 4 * 20 / std::sqrt(20000.0));
    CHECK(summary.mean[0] >= 10);
    CHECK(summary.mean[0] < 370);
    CHECK(summary.std[0] == Approx(20).epsilon(0.02));
    CHECK(summary.quantiles[4][0] - summary.quantiles[0][0] == Approx(2 * 1.96 * 20).epsilon(0.04));
    CHECK(summary.circles[0].resultant == Approx(std::exp(-0.5 * std::pow(20 * std::acos(-1) / 180, 2))).epsilon(0.01));
  }
}

TEST_CASE("summary: means on a circle differ the shorter way, and little where there is no direction") {
  const auto at = [](double mean, double resultant) {
    PosteriorSummary summary{{mean, mean}, {1, 1}, Matrix(2, 2), {}, 10, 10};
    summary.circles = {{360, resultant}, {}};
    return summary;
  };
  CHECK(distance_of_means(at(1, 1), at(359, 1), 0) == Approx(2));
  CHECK(distance_of_means(at(1, 1), at(359, 1), 1) == Approx(358));
  CHECK(distance_of_means(at(0, 0.01), at(180, 0.5), 0) == Approx(1.8));
}

TEST_CASE("summary: on lines nothing changes") {
  const Draws draws = draws_of({1, 5, 7, 2}, 2, {1, 3});
  const auto space = ParameterSpace::parse(
      ConfigNode::parse("{a: {prior: {uniform: [0, 9]}}, b: {prior: {uniform: [0, 9]}}}", "run.yaml"));
  const PosteriorSummary plain = summarize(draws), of_space = summarize(draws, space);
  CHECK(of_space.circles.empty());
  CHECK(of_space.mean == plain.mean);
  CHECK(of_space.covariance == plain.covariance);
  CHECK(of_space.quantiles == plain.quantiles);
}
