#include "flows/estimators/flow_density.hpp"

#include <cmath>

#include "core/base/parallel.hpp"
#include "flows/estimators/posterior_estimator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/flows.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

/// Untrained flows with weights blown up, so that they are far from the prior and depend on x.
PosteriorEstimator random_estimator(const std::string& family, bool embedded = false) {
  PosteriorEstimatorOptions options;
  options.flow = flow_of(family, 2, {{10}, "tanh"});
  if (embedded) options.flow.embedding = EmbeddingOptions{};
  options.ensemble = 3;
  const ParameterSpace space = ParameterSpace::parse(
      ConfigNode::parse("{H0: {prior: {uniform: [50, 90]}}, Om: {prior: {normal: [0, 1]}}}", "run.yaml"));
  PosteriorEstimator estimator(space, Standardizer({0, -1, 2}, {1, 2, 0.5}), options, {1});
  for (std::size_t i = 0; i < estimator.members(); ++i) estimator.member(i).parameters().flat().mul_(1.5);
  return estimator;
}

Matrix observations(std::size_t m) {
  Matrix x(m, 3);
  Random random(Seed{4});
  random.normal(x.values());
  return x;
}

std::vector<Seed> seeds_of(std::size_t m) {
  std::vector<Seed> seeds;
  for (std::size_t i = 0; i < m; ++i) seeds.push_back(Seed{9}.child(i));
  return seeds;
}

// The largest difference of draws, in units of the prior, and of log densities.
void check_equal(const Draws& all, std::size_t first, const Draws& one, double tolerance) {
  double theta = 0, log_prob = 0;
  for (std::size_t i = 0; i < one.theta.rows(); ++i) {
    theta = std::max(theta, std::abs(all.theta(first + i, 0) - one.theta(i, 0)) / 40);
    theta = std::max(theta, std::abs(all.theta(first + i, 1) - one.theta(i, 1)));
    log_prob = std::max(log_prob, std::abs(all.log_prob[first + i] - one.log_prob[i]));
  }
  CHECK(theta <= tolerance);
  CHECK(log_prob <= 10 * tolerance);
}

}  // namespace

TEST_CASE("flow density: many at once have the numbers of one by one") {
  const auto [family, embedded] =
      GENERATE(table<std::string, bool>({{"spline", false}, {"maf", true}, {"mdn", false}}));
  // Few draws of each go through the networks together, in another order of rounding; many do not.
  const auto [m, count, tolerance] =
      GENERATE(table<std::size_t, std::size_t, double>({{40, 7, 1e-4}, {3, 5000, 0.0}, {1, 300, 0.0}}));
  CAPTURE(family, embedded, m, count);
  const PosteriorEstimator estimator = random_estimator(family, embedded);
  const Matrix x = observations(m);
  const auto seeds = seeds_of(m);
  const auto batch = estimator.at_each(x);
  REQUIRE(batch->size() == m);
  const Draws all = batch->sample(count, seeds);
  REQUIRE(all.theta.rows() == m * count);
  std::vector<double> again(m * count), alone(count);
  batch->log_prob(all.theta, again);
  for (std::size_t i = 0; i < m; ++i) {
    const FlowDensity density = estimator.given(x.row(i));
    check_equal(all, i * count, density.sample(count, seeds[i]), tolerance);
    density.log_prob(all.theta.view().rows(i * count, count), alone);
    for (std::size_t k = 0; k < count; ++k) {
      const double both = again[i * count + k];  // -infinity where a draw rounds to the edge of the prior
      CHECK((alone[k] == both || std::abs(alone[k] - both) <= 10 * tolerance));
    }
  }
}

TEST_CASE("flow density: many at once are the same on any number of threads") {
  const PosteriorEstimator estimator = random_estimator("spline");
  const auto batch = estimator.at_each(observations(50));
  const int before = threads();
  const std::size_t count = GENERATE(3, 400);
  set_threads(1);
  const Draws one = batch->sample(count, seeds_of(50));
  set_threads(3);
  const Draws three = batch->sample(count, seeds_of(50));
  set_threads(before);
  CHECK(one.theta == three.theta);
  CHECK(one.log_prob == three.log_prob);
}

TEST_CASE("flow density: nothing asked for is nothing") {
  const PosteriorEstimator estimator = random_estimator("spline");
  CHECK(estimator.at_each(observations(2))->sample(0, seeds_of(2)).theta.rows() == 0);
  CHECK(estimator.at_each(Matrix(0, 3))->sample(5, {}).theta.rows() == 0);
  CHECK(error_from([&] { estimator.at_each(Matrix(2, 4)); }).kind() == ErrorKind::data);
}
