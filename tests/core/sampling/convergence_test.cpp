#include "core/sampling/convergence.hpp"

#include <cmath>
#include <limits>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

// Numbers in (0, 1) that any program can make again.
double hashed(std::size_t i) {
  const double value = std::sin(12.9898 * static_cast<double>(i)) * 43758.5453;
  return value - std::floor(value);
}

// Autoregressive chains that drift apart.
Matrix example(std::size_t chains, std::size_t steps) {
  Matrix result(chains, steps);
  for (std::size_t c = 0; c < chains; ++c) {
    double value = 0;
    for (std::size_t s = 0; s < steps; ++s) {
      value = 0.7 * value + hashed(c * steps + s + 1) - 0.5 + 0.02 * static_cast<double>(c);
      result(c, s) = value;
    }
  }
  return result;
}

Matrix autoregressive(std::size_t chains, std::size_t steps, double rho, Seed seed) {
  Matrix result(chains, steps);
  Random random(seed);
  for (std::size_t c = 0; c < chains; ++c) {
    double value = random.normal();
    for (double& out : result.row(c)) {
      out = value;
      value = rho * value + std::sqrt(1 - rho * rho) * random.normal();
    }
  }
  return result;
}

}  // namespace

// Expected: the formulas of the paper in NumPy, with all autocovariances and SciPy's ranks.
TEST_CASE("convergence: the numbers of another program") {
  const Convergence four = convergence(example(4, 101));
  CHECK(four.r_hat == Approx(1.2013030313657544).epsilon(1e-9));
  CHECK(four.bulk_ess == Approx(15.761623619556032).epsilon(1e-9));
  CHECK(four.tail_ess == Approx(24.090506265214323).epsilon(1e-9));

  Matrix wide = example(3, 40);
  for (double& value : wide.row(2)) value *= 2;
  const Convergence three = convergence(wide);
  CHECK(three.r_hat == Approx(1.1081846641576096).epsilon(1e-9));
  CHECK(three.bulk_ess == Approx(24.971432428213404).epsilon(1e-9));
  CHECK(three.tail_ess == Approx(73.64601769911508).epsilon(1e-9));
}

// An autoregressive chain has autocorrelations rho^t: n draws are worth n (1 - rho) / (1 + rho). Over 40 seeds the
// estimate scatters by 3% (measured); 15% are allowed.
TEST_CASE("convergence: autoregressive chains are worth what their correlation leaves") {
  for (const double rho : {0.0, 0.5, 0.9}) {
    const Matrix chains = autoregressive(8, 4000, rho, {7});
    CAPTURE(rho);
    CHECK(effective_sample_size(chains) == Approx(32000 * (1 - rho) / (1 + rho)).epsilon(0.15));
    const Convergence found = convergence(chains);
    CHECK(found.bulk_ess == Approx(32000 * (1 - rho) / (1 + rho)).epsilon(0.15));
    CHECK(found.r_hat < 1.01);
    CHECK(found.r_hat > 0.999);
  }
}

TEST_CASE("convergence: chains in different places, of different widths or that drift do not agree") {
  Matrix shifted = autoregressive(4, 1000, 0, {1});
  for (double& value : shifted.row(3)) value += 3;
  CHECK(convergence(shifted).r_hat > 1.3);

  Matrix wide = autoregressive(4, 1000, 0, {2});
  for (double& value : wide.row(3)) value *= 3;
  CHECK(convergence(wide).r_hat > 1.05);

  Matrix drifting = autoregressive(4, 1000, 0, {3});
  for (std::size_t c = 0; c < 4; ++c) {
    for (std::size_t s = 0; s < 1000; ++s) drifting(c, s) += 0.003 * static_cast<double>(s);
  }
  CHECK(convergence(drifting).r_hat > 1.1);
}

TEST_CASE("convergence: ranks do not see the scale, so that draws without a variance have one too") {
  Matrix chains = autoregressive(4, 500, 0.3, {5});
  const Convergence normal = convergence(chains);
  for (double& value : chains.values()) value = std::exp(10 * value);
  const Convergence heavy = convergence(chains);
  CHECK(heavy.bulk_ess == Approx(normal.bulk_ess));
  CHECK(heavy.tail_ess == Approx(normal.tail_ess).epsilon(0.02));
}

TEST_CASE("convergence: what says nothing is not taken for agreement") {
  CHECK(std::isnan(convergence(Matrix(4, 100, 1.5)).r_hat));
  CHECK(std::isnan(convergence(autoregressive(4, 7, 0, {1})).r_hat));
  Matrix stuck(2, 100);
  for (double& value : stuck.row(1)) value = 1;
  CHECK_FALSE(convergence(stuck).r_hat < 1.01);
  Matrix broken = autoregressive(2, 100, 0, {1});
  broken(1, 3) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(convergence(broken), Catch::Contains("a draw is nan"));
}

TEST_CASE("convergence: the worst column decides") {
  const Matrix good = autoregressive(4, 500, 0, {1});
  const Matrix bad = autoregressive(4, 500, 0.95, {2});
  Matrix draws(2000, 2);
  for (std::size_t i = 0; i < 2000; ++i) {
    draws(i, 0) = good(i % 4, i / 4);
    draws(i, 1) = bad(i % 4, i / 4);
  }
  const Convergence worst = worst_convergence(draws, 4);
  const Convergence expected = convergence(bad);
  CHECK(worst.r_hat == expected.r_hat);
  CHECK(worst.bulk_ess == expected.bulk_ess);
}
