#include "core/infer/polynomial_basis.hpp"

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
