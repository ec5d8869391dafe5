#include "evidence/nested/nested_posterior.hpp"

#include <algorithm>
#include <cmath>

#include "core/infer/summary.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

// One datum x ~ N(a, 1/4) of one parameter.
class OneReading final : public Likelihood {
 public:
  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override {
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      out[i] = -2 * (x[0] - theta(i, 0)) * (x[0] - theta(i, 0)) - 0.5 * std::log(0.5 * M_PI);
    }
  }
};

ParameterSpace normal_prior() {
  return ParameterSpace::parse(ConfigNode::parse("{a: {prior: {normal: [0, 1]}}}", "run.yaml"));
}

NestedPosterior posterior() { return {normal_prior(), std::make_shared<const OneReading>(), 1, {}}; }

}  // namespace

// With the prior N(0, 1) and m readings of precision 4 the posterior is N(4 sum x / (1 + 4 m), 1 / (1 + 4 m)).
TEST_CASE("nested posterior: draws are those of the exact posterior, of one and of several observations") {
  const std::vector<double> x{0.8, 1.4, 1.1};
  const std::size_t m = GENERATE(1, 3);
  CAPTURE(m);
  const NestedDensity density = posterior().given({x.data(), m});
  const Draws draws = density.sample(4000, {3});
  const PosteriorSummary found = summarize(draws);
  double sum = 0;
  for (std::size_t i = 0; i < m; ++i) sum += x[i];
  const double variance = 1 / (1 + 4 * static_cast<double>(m));
  REQUIRE(found.effective_draws > 500);
  const double five_errors = 5 / std::sqrt(found.effective_draws);
  CHECK(std::abs(found.mean[0] - 4 * sum * variance) < five_errors * std::sqrt(variance));
  CHECK(std::abs(found.std[0] / std::sqrt(variance) - 1) < five_errors);
  CHECK(density.sample(4000, {3}).theta == draws.theta);
}

TEST_CASE("nested posterior: values are prior times likelihood; those of a run's draws are divided by the evidence") {
  const NestedDensity density = posterior().given(std::vector{0.8});
  CHECK_FALSE(density.normalised());
  SilentReporter silent;
  const auto [found, weighted] = density.answer({3}, silent);
  const Draws draws = weighted.sample(50, {4});
  std::vector<double> values(50);
  density.log_prob(draws.theta, values);
  for (std::size_t i = 0; i < 50; ++i) CHECK(draws.log_prob[i] == Approx(values[i] - found.log_z).margin(1e-6));
  const Draws own = density.sample(50, {3});
  density.log_prob(own.theta, values);
  for (std::size_t i = 0; i < 50; ++i) CHECK(own.log_prob[i] == Approx(values[i]).margin(1e-6));
  CHECK(drawable(weighted) != nullptr);
  CHECK(evaluable(weighted) == nullptr);
  CHECK(amortised(posterior()) == nullptr);
}

TEST_CASE("weighted density: a draw comes as often as its weight asks") {
  Draws weighted{Matrix(3, 1), {-1, -2, -3}, {1, 3, 0}};
  weighted.theta.values() = {10, 20, 30};
  const WeightedDensity density(normal_prior(), weighted);
  const Draws draws = density.sample(400, {1});
  CHECK(std::ranges::count(draws.theta.values(), 10.0) == 100);
  CHECK(std::ranges::count(draws.theta.values(), 20.0) == 300);
  CHECK(*draws.effective_size == Approx(1.6));  // 16 / 10
}

TEST_CASE("nested posterior: an observation of another length is an error") {
  const NestedPosterior two(normal_prior(), std::make_shared<const OneReading>(), 2, {});
  CHECK_THAT(error_from([&] { two.at(std::vector<double>{1, 2, 3}); }).what(), Contains("observation of length 3"));
}
