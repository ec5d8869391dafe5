#include "moments/polynomial_basis.hpp"

#include <cmath>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

// Means of products over draws of the prior have errors of a few hundredths for 100,000 draws and degree 3.
TEST_CASE("polynomial basis: orthonormal under the prior") {
  const ParameterSpace space = ParameterSpace::parse(
      ConfigNode::parse("{a: {prior: {log_uniform: [0.1, 10]}}, b: {prior: {gamma: [3, 1]}}}", "run.yaml"));
  const PolynomialBasis basis(space, 3);
  REQUIRE(basis.size() == 10);
  CHECK(PolynomialBasis::count(2, 3) == 10);
  CHECK(PolynomialBasis::count(10, 4) == 1001);
  constexpr std::size_t n = 100000;
  std::vector<Seed> seeds;
  for (std::size_t i = 0; i < n; ++i) seeds.push_back(Seed{4}.child(i));
  Matrix theta(n, 2);
  space.sample(seeds, theta);
  const Matrix terms = basis.evaluate(theta);
  for (std::size_t s = 0; s < 10; ++s) {
    for (std::size_t t = 0; t <= s; ++t) {
      double sum = 0;
      for (std::size_t i = 0; i < n; ++i) sum += terms(i, s) * terms(i, t) / n;
      CHECK(sum == Approx(s == t ? 1 : 0).margin(0.1));
    }
  }
}

TEST_CASE("polynomial basis: derivatives are those of differences") {
  const ParameterSpace space = ParameterSpace::parse(ConfigNode::parse(
      "{a: {prior: {log_uniform: [0.1, 10]}}, b: {prior: {gamma: [3, 1]}}, 'c, d': {prior: {multivariate_normal: "
      "{mean: [1, 2], covariance: [[1, 0.5], [0.5, 2]]}}}}",
      "run.yaml"));
  const PolynomialBasis basis(space, 4);
  Matrix place(1, 4);
  place.values() = {0.7, 2.5, 0.3, 2.9};
  std::vector<Matrix> derivatives;
  for (std::size_t j = 0; j < 4; ++j) derivatives.push_back(basis.derivative(place, j));
  for (std::size_t t = 0; t < basis.size(); ++t) {
    Matrix gradient(1, 4);
    for (std::size_t j = 0; j < 4; ++j) gradient(0, j) = derivatives[j](0, t);
    basis.coordinates().gradient_by_parameters(place, gradient);
    for (std::size_t j = 0; j < 4; ++j) {
      CAPTURE(t, j);
      constexpr double step = 1e-5;
      Matrix above = place, below = place;
      above(0, j) += step;
      below(0, j) -= step;
      const double difference = (basis.evaluate(above)(0, t) - basis.evaluate(below)(0, t)) / (2 * step);
      CHECK(gradient(0, j) == Approx(difference).epsilon(1e-6).margin(1e-6));
    }
  }
}
