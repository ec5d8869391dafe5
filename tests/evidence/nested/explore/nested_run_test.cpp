#include "evidence/nested/explore/nested_run.hpp"

#include <cmath>
#include <numeric>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

NestedRun run_of(std::vector<double> log_l, std::vector<double> birth) {
  NestedRun run;
  run.z = Matrix(log_l.size(), 1);
  run.theta = Matrix(log_l.size(), 1);
  run.log_l = std::move(log_l);
  run.birth = std::move(birth);
  return run;
}

// A perfect run of L = exp(-(X / s)), whose integral over X in (0, 1) is s (1 - exp(-1 / s)): the volumes are drawn.
NestedRun perfect_run(double s, std::size_t live, std::size_t deaths, Seed seed) {
  Random random(seed);
  double log_x = 0;
  std::vector<double> log_l, birth;
  std::vector<double> bounds;
  for (std::size_t i = 0; i < deaths; ++i) {
    log_x += std::log(random.uniform()) / static_cast<double>(live);
    log_l.push_back(-std::exp(log_x) / s);
    birth.push_back(i < live ? -infinity : log_l[i - live]);
  }
  return run_of(log_l, birth);
}

}  // namespace

TEST_CASE("the points alive at a death follow from births and deaths", "[nested]") {
  // Three begin; two die together at 1 and one is born above 1; then one after the other.
  const NestedRun run = run_of({1, 1, 2, 3}, {-infinity, -infinity, -infinity, 1});
  CHECK(live_counts(run) == std::vector<std::int64_t>{3, 2, 2, 1});
}

TEST_CASE("likelihoods of zero take their share of the volume", "[nested]") {
  // 3 of 4 draws are zero: the rest of the volume is exp(-1/4 - 1/3 - 1/2) on average, and L = 1 there.
  const NestedRun run = run_of({-infinity, -infinity, -infinity, 0}, {-infinity, -infinity, -infinity, -infinity});
  const double last = 1 - std::exp(-1.0);
  CHECK(nested_evidence(run).mean.log_z == Approx(-1.0 / 4 - 1.0 / 3 - 1.0 / 2 + std::log(last)));
}

TEST_CASE("evidence, information and their errors of perfect runs are those of the integral", "[nested]") {
  const double s = 1e-3;
  // ln Z = ln s; information = ln (1 / s) - 1; ln L has variance 1 under the posterior, dimensionality 2.
  constexpr std::size_t seeds = 40;
  double shift = 0;
  double pulls = 0;
  double information = 0;
  double dimensionality = 0;
  for (std::size_t k = 0; k < seeds; ++k) {
    const NestedEvidence evidence = nested_evidence(perfect_run(s, 200, 3000, Seed{k}));
    const double d = evidence.mean.log_z - std::log(s);
    shift += d / seeds;
    pulls += std::pow(d / evidence.log_z_error, 2);
    information += evidence.mean.information / seeds;
    dimensionality += evidence.mean.dimensionality / seeds;
    CHECK(evidence.log_z_error == Approx(std::sqrt(evidence.mean.information / 200)).epsilon(0.1));
  }
  const double error = std::sqrt((-std::log(s) - 1) / 200);
  CHECK(std::abs(shift) < 4 * error / std::sqrt(seeds));
  // The sum of squared pulls is chi-squared with 40 degrees of freedom: 16.0 and 76.1 are its tails of 1e-4 or so.
  CHECK(pulls > 16);
  CHECK(pulls < 80);
  CHECK(information == Approx(-std::log(s) - 1).margin(4 * error / std::sqrt(seeds)));
  CHECK(dimensionality == Approx(2).epsilon(0.1));
}

TEST_CASE("simulated volumes scatter by the error of ln Z", "[nested]") {
  const NestedRun run = perfect_run(1e-3, 100, 1500, Seed{5});
  const auto simulated = simulate_volumes(run, 400, Seed{6});
  double mean = 0;
  double square = 0;
  for (const NestedMoments& m : simulated) {
    mean += m.log_z / 400;
    square += m.log_z * m.log_z / 400;
  }
  const NestedEvidence evidence = nested_evidence(run);
  // The scatter of 400 draws is known to 1 / sqrt(800) = 3.5%; four times that.
  CHECK(std::sqrt(square - mean * mean) == Approx(evidence.log_z_error).epsilon(0.15));
  CHECK(mean == Approx(evidence.mean.log_z).margin(4 * evidence.log_z_error / 20));
}

TEST_CASE("merged runs have the live points of both", "[nested]") {
  const NestedRun a = perfect_run(1e-2, 50, 600, Seed{1});
  const NestedRun b = perfect_run(1e-2, 150, 1800, Seed{2});
  const NestedRun both = merge({a, b});
  REQUIRE(std::ranges::is_sorted(both.log_l));
  CHECK(live_counts(both)[500] == 200);
  const double error = nested_evidence(both).log_z_error;
  CHECK(error == Approx(std::sqrt((-std::log(1e-2) - 1) / 200)).epsilon(0.15));
  CHECK(std::abs(nested_evidence(both).mean.log_z - std::log(1e-2)) < 4 * error);
}

TEST_CASE("weights sum to one and equal-weight draws follow them", "[nested]") {
  const NestedRun run = perfect_run(1e-2, 50, 600, Seed{3});
  const std::vector<double> log_w = log_weights(run);
  double sum = 0;
  for (const double w : log_w) sum += std::exp(w);
  CHECK(sum == Approx(1));
  const auto rows = equal_weight_rows(log_w, 1000, Seed{4});
  REQUIRE(rows.size() == 1000);
  std::vector<int> counts(log_w.size());
  for (const std::size_t row : rows) ++counts[row];
  for (std::size_t i = 0; i < counts.size(); ++i) CHECK(std::abs(counts[i] - 1000 * std::exp(log_w[i])) < 1 + 1e-9);
}
