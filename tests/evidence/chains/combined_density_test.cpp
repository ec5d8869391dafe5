#include "evidence/chains/combined_density.hpp"

#include "tests/evidence/chains/normal_problem.hpp"
#include "tests/support/catch.hpp"

namespace inquest::testing {

TEST_CASE("of two densities the one that draws follow takes all, and both their shares where both are true") {
  Matrix draws = normal_density(2, 1).sample(4000, Seed{1});
  const std::vector<double> weights(4000, 1.0);
  std::vector<double> log_q(2), log_one(2), log_other(2);
  Matrix z(2, 2);
  z.values() = {0, 0, 1, 4};
  normal_density(2, 1).log_density(z, log_one);
  normal_density(2, 5).log_density(z, log_other);

  combined_density(normal_density(2, 1), normal_density(2, 5), draws, weights).log_density(z, log_q);
  CHECK(log_q[0] == Approx(log_one[0]).margin(0.02));

  const Matrix wide = normal_density(2, 5).sample(1000, Seed{2});
  std::ranges::copy(wide.values(), draws.values().begin());
  const DrawnDensity mixed = combined_density(normal_density(2, 1), normal_density(2, 5), draws, weights);
  mixed.log_density(z, log_q);
  for (std::size_t i = 0; i < 2; ++i) {  // a quarter of 4,000 draws, of which the share is right to 0.01
    CHECK(log_q[i] == Approx(log_add(std::log(0.75) + log_one[i], std::log(0.25) + log_other[i])).margin(0.1));
  }
  double square = 0;
  const Matrix mixed_draws = mixed.sample(20000, Seed{3});
  for (const double value : mixed_draws.values()) square += value * value / 40000;
  CHECK(square == Approx(0.75 + 0.25 * 25).epsilon(0.1));
}

}  // namespace inquest::testing
