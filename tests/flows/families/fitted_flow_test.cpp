#include "flows/families/fitted_flow.hpp"

#include <cmath>

#include "core/base/random.hpp"
#include "core/parameters/tail.hpp"
#include "tests/support/catch.hpp"

namespace inquest::testing {

TEST_CASE("a flow is fitted to weighted rows", "[statistical]") {
  // Uniform rows in [-4, 4]^2 with weights of two bumps at z_0 = +-1: the fitted flow lacks less than 0.1 nats of the
  // true density's mean logarithm on its own draws, where a normal one lacks 0.33.
  const auto log_density = [](std::span<const double> z) {
    const double bumps = log_add(log_normal_density((z[0] - 1) / 0.3), log_normal_density((z[0] + 1) / 0.3));
    return bumps - std::log(0.6) + log_normal_density(z[1]);
  };
  Random random(Seed{1});
  Matrix z(20000, 2);
  std::vector<double> weights(20000);
  for (double& value : z.values()) value = 8 * random.uniform() - 4;
  for (std::size_t i = 0; i < 20000; ++i) weights[i] = 100 * std::exp(log_density(z.row(i)));
  SilentReporter silent;
  const DrawnDensity flow = fit_flow(z, weights, 4000, {}, Seed{2}, silent);
  const Matrix draws = flow.sample(4000, Seed{3});
  std::vector<double> log_q(4000);
  flow.log_density(draws, log_q);
  double divergence = 0;
  for (std::size_t i = 0; i < 4000; ++i) divergence += (log_q[i] - log_density(draws.row(i))) / 4000;
  CHECK(divergence > -0.01);
  CHECK(divergence < 0.1);
}

}  // namespace inquest::testing
