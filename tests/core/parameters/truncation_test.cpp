#include "core/parameters/truncation.hpp"

#include <cmath>

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

ParameterSpace space_of(const std::string& text) { return ParameterSpace::parse(ConfigNode::parse(text, "run.yaml")); }

// ln of the integral of the prior of one parameter between two ends, by Simpson's rule.
double log_integral(const ParameterSpace& space, double low, double high) {
  constexpr int steps = 2000;
  double sum = 0;
  for (int i = 0; i <= steps; ++i) {
    const double theta[] = {low + (high - low) * i / steps};
    double log_prob = 0;
    space.log_prob({theta, 1, 1}, {&log_prob, 1});
    sum += std::exp(log_prob) * (i == 0 || i == steps ? 1 : (i % 2 == 1 ? 4 : 2));
  }
  return std::log(sum * (high - low) / steps / 3);
}

}  // namespace

TEST_CASE("truncation: inside the box a prior is itself over its share, which is known exactly") {
  const char* priors[] = {"{uniform: [-3, 5]}", "{log_uniform: [0.1, 10]}", "{normal: [1, 2]}",
                          "{truncated_normal: [0, 1, -1, 4]}", "{half_normal: 3}"};
  for (const char* prior : priors) {
    CAPTURE(prior);
    const ParameterSpace whole = space_of(std::string("{a: {prior: ") + prior + "}}");
    const ParameterSpace part = truncated(whole, {0.4}, {1.7});
    CHECK(part.lower(0) == 0.4);
    CHECK(part.upper(0) == 1.7);
    const double share = log_share(whole, part);
    CHECK(share == Approx(log_integral(whole, 0.4, 1.7)).epsilon(1e-8));
    const double theta[] = {0.9};
    double before = 0, after = 0;
    whole.log_prob({theta, 1, 1}, {&before, 1});
    part.log_prob({theta, 1, 1}, {&after, 1});
    CHECK(after == Approx(before - share));
  }
}

TEST_CASE("truncation: shares of far tails keep their digits, and ends beyond the prior's are the prior's") {
  const ParameterSpace whole = space_of("{a: {prior: {normal: [0, 1]}}}");
  // Phi(-20) = 2.7536e-89, Phi(-21) = 3.2793e-98.
  CHECK(log_share(whole, truncated(whole, {20}, {21})) == Approx(std::log(2.7536241186e-89)).epsilon(1e-9));
  const ParameterSpace box = space_of("{a: {prior: {uniform: [0, 1]}}}");
  CHECK(truncated(box, {-1}, {0.5}).lower(0) == 0);
  CHECK(log_share(box, truncated(box, {-1}, {2})) == 0);
}

TEST_CASE("truncation: other priors, groups and circles stay whole") {
  const ParameterSpace space = space_of(
      "{a: {prior: {gamma: [2, 1]}}, b: {prior: {uniform: [0, 6]}, periodic: true}, c: 3, "
      "d: {prior: {uniform: [0, 6]}}, "
      "\"e, f\": {prior: {multivariate_normal: {mean: [0, 0], covariance: [[1, 0.5], [0.5, 1]]}}}}");
  const ParameterSpace part = truncated(space, {1, 1, 1, -1, -1}, {2, 2, 2, 1, 1});
  CHECK(part.upper(0) == space.upper(0));
  CHECK(part.upper(1) == 6);
  CHECK(part.upper(2) == 2);
  CHECK(part.lower(3) == space.lower(3));
  CHECK(log_share(space, part) == Approx(std::log(1.0 / 6)));
}
