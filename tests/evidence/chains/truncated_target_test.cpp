#include "evidence/chains/truncated_target.hpp"

#include "tests/evidence/chains/normal_problem.hpp"
#include "tests/support/catch.hpp"

namespace inquest::testing {
namespace {

// Coordinates of draws that reach as far as these.
ChainCoordinates coordinates_to(double end) {
  Matrix theta(2000, 1);
  for (std::size_t i = 0; i < 2000; ++i) theta(i, 0) = end * (2 * (static_cast<double>(i) + 0.5) / 2000 - 1);
  const ChainDraws chain = normal_chain(std::move(theta));
  return {chain, chain.theta, chain.weights};
}

}  // namespace

TEST_CASE("a density is cut to where it is largest, and normalised") {
  // Coordinates have unit variance: uniform draws reach to sqrt(3) = 1.73, beyond which N(0, 1) has 8.3%. 80% of
  // N(0, 1) lie within 1.2816; the share of 100,000 draws is right to 0.0013.
  const ChainCoordinates coordinates = coordinates_to(5);
  const TruncatedTarget target(normal_density(1, 1), coordinates, {.mass = 0.8, .draws = 100000}, Seed{1});
  Matrix z(4, 1);
  z.values() = {0, 1.26, 1.31, -1.31};
  std::vector<double> log_phi(4);
  target.log_density(z, log_phi);
  CHECK(log_phi[0] == Approx(log_normal_density(0) - std::log(0.8)).margin(0.006));
  CHECK(log_phi[1] == Approx(log_normal_density(1.26) - std::log(0.8)).margin(0.006));
  CHECK(std::isinf(log_phi[2]));
  CHECK(std::isinf(log_phi[3]));
  CHECK(target.log_mass_error() == Approx(std::sqrt(0.2 / 0.8 / 100000)).epsilon(1e-3));
  CHECK(target.draws().rows() == 80000);
  for (const double value : target.draws().values()) CHECK_FALSE(std::abs(value) > 1.31);
}

TEST_CASE("a target does not leave the box of the draws") {
  const ChainCoordinates coordinates = coordinates_to(5);
  const TruncatedTarget target(normal_density(1, 1), coordinates, {.mass = 0.99, .draws = 100000}, Seed{2});
  Matrix z(2, 1);
  z.values() = {1.72, 1.74};
  std::vector<double> log_phi(2);
  target.log_density(z, log_phi);
  CHECK(log_phi[0] == Approx(log_normal_density(1.72) - std::log(0.9167)).margin(0.006));
  CHECK(std::isinf(log_phi[1]));
}

}  // namespace inquest::testing
