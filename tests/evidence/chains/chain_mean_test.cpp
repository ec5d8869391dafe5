#include "evidence/chains/chain_mean.hpp"

#include <cmath>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

namespace inquest::testing {
namespace {

using Numbers = std::vector<double>;

// x_i = r x_(i-1) + sqrt(1 - r^2) e_i of unit variance: (1 + r) / (1 - r) steps are worth one draw.
Numbers autoregression(std::size_t n, double r, Random& random) {
  Numbers x(n);
  double value = random.normal();
  for (double& one : x) one = value = r * value + std::sqrt(1 - r * r) * random.normal();
  return x;
}

}  // namespace

TEST_CASE("the mean over weighted draws has the error of importance sampling where they are independent") {
  Random random(Seed{1});
  Numbers values(20000), weights(20000);
  random.normal(values);
  for (double& weight : weights) weight = -std::log(random.uniform());  // E w^2 / (E w)^2 = 2
  const ChainMean found = chain_mean(values, weights);
  CHECK(found.mean.error == Approx(std::sqrt(2 / 20000.0)).epsilon(0.1));
  CHECK(std::abs(found.mean.value) < 4 * found.mean.error);
  CHECK(effective_draws(values, weights) == Approx(10000).epsilon(0.2));
  double sum = 0;
  for (const double one : found.series) sum += one;
  CHECK(std::abs(sum) < 1e-8);
}

TEST_CASE("the error of a mean grows by the autocorrelation of the draws") {
  Random random(Seed{2});
  const Numbers values = autoregression(40000, 0.8, random);
  const ChainMean found = chain_mean(values, Numbers(values.size(), 1.0));
  CHECK(found.mean.error == Approx(std::sqrt(9 / 40000.0)).epsilon(0.15));
}

TEST_CASE("times spent at a place count as the steps that they are", "[statistical]") {
  // A chain that stays with probability 3/4 is a series of jumps with geometric times: 7 steps are worth one draw.
  // 200 chains: the rms pull lies within 1 +- 3 / sqrt(2 * 200).
  double squares = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(Seed{3}.child(seed));
    Numbers values(1500), times(1500, 1.0);
    random.normal(values);
    for (double& time : times) {
      while (random.uniform() < 0.75) time += 1;
    }
    const ChainMean found = chain_mean(values, times);
    CHECK(found.mean.error == Approx(std::sqrt(7 / 6000.0)).epsilon(0.3));
    squares += found.mean.value * found.mean.value / (found.mean.error * found.mean.error);
  }
  CHECK(std::abs(std::sqrt(squares / 200) - 1) < 0.15);
}

TEST_CASE("of too few draws no error is known") {
  const Numbers values{1, 2, 3};
  CHECK(std::isinf(chain_mean(values, Numbers(3, 1.0)).mean.error));
}

TEST_CASE("equal values are known by any draw") {
  CHECK(std::isinf(effective_draws(Numbers(100, 2.0), Numbers(100, 1.0))));
}

}  // namespace inquest::testing
