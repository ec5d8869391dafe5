#include "core/sampling/importance_weights.hpp"

#include <cmath>
#include <limits>

#include "core/base/random.hpp"
#include "core/parameters/tail.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("importance weights by hand") {
  const std::vector<double> target = {std::log(2.0), std::log(6.0), -infinity}, proposal(3, 0.0);
  const ImportanceWeights found = importance_weights(target, proposal);
  CHECK(found.weights[0] == Approx(0.25));
  CHECK(found.weights[1] == Approx(0.75));
  CHECK(found.weights[2] == 0);
  CHECK(found.effective_size == Approx(64.0 / 40));
  CHECK(found.log_integral == Approx(std::log(8.0 / 3)));
  // Standard deviation of (2, 6, 0) over n - 1, over sqrt(3), over the mean 8/3.
  CHECK(found.log_integral_error == Approx(std::sqrt(28.0 / 3) / std::sqrt(3.0) / (8.0 / 3)));
}

TEST_CASE("importance weights: densities of any size") {
  const std::vector<double> target = {-1e5, -1e5 + 1}, proposal = {400, 400};
  const ImportanceWeights found = importance_weights(target, proposal);
  CHECK(found.log_integral == Approx(-1e5 - 400 + std::log((1 + std::exp(1)) / 2)));
  CHECK(found.weights[1] / found.weights[0] == Approx(std::exp(1)));
}

// 7 N(0.5, 1) at draws of N(0, 1.5^2): ln 7 within five of the errors that are claimed.
TEST_CASE("importance weights find an integral") {
  constexpr std::size_t n = 100000;
  std::vector<double> target(n), proposal(n);
  Random random(Seed{3});
  for (std::size_t i = 0; i < n; ++i) {
    const double z = random.normal();
    proposal[i] = log_normal_density(z) - std::log(1.5);
    target[i] = std::log(7.0) + log_normal_density(1.5 * z - 0.5);
  }
  const ImportanceWeights found = importance_weights(target, proposal);
  CHECK(found.log_integral_error < 0.005);
  CHECK(std::abs(found.log_integral - std::log(7.0)) < 5 * found.log_integral_error);
}

TEST_CASE("importance weights: no weight anywhere is no evidence, and what is no density is an error") {
  const std::vector<double> zero(2, 0.0), none(2, -infinity), broken(2, std::nan(""));
  const ImportanceWeights found = importance_weights(none, zero);
  CHECK(found.log_integral == -infinity);
  CHECK(found.log_integral_error == infinity);
  CHECK(found.effective_size == 0);
  CHECK(std::isinf(importance_weights({zero.data(), 1}, {zero.data(), 1}).log_integral_error));
  CHECK_THROWS_WITH(importance_weights(broken, zero), Catch::Contains("draw 0"));
  CHECK_THROWS_WITH(importance_weights(zero, none), Catch::Contains("give no weight"));
  CHECK_THROWS_WITH(importance_weights({}, {}), Catch::Contains("one at least"));
}
