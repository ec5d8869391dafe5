#include "simulators/maps/rings.hpp"

#include <cmath>

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("rings: rings hold the modes of one length") {
  const Rings rings(4);
  const std::vector<double> squared = {0, 1, 2, 4, 5, 8};
  REQUIRE(rings.size() == squared.size());
  for (std::size_t i = 0; i < rings.size(); ++i) CHECK(rings.length[i] == Approx(std::sqrt(squared[i])));
  CHECK(rings.count == std::vector<double>{1, 4, 4, 2, 4, 1});
  const Rings odd(3);
  CHECK(odd.count == std::vector<double>{1, 4, 4});
  const Modes modes(16, {0, 2});
  CHECK(rings.power(modes) == std::vector<double>{4, 16, 16, 8, 16, 4});
  CHECK(rings.cross_power(modes, Modes(16, {1, 3})) == std::vector<double>{6, 24, 24, 12, 24, 6});
}

// The power of a ring of m modes over its expectation is chi^2 of m degrees of freedom over m, over `maps` maps of
// m maps degrees: beyond 4.5 standard deviations in one of six rings with a probability of 4e-5.
TEST_CASE("rings: drawn modes are those of a real map, with the spectrum that was asked for") {
  constexpr std::size_t n = 4, maps = 4000;
  const Rings rings(n);
  const std::vector<double> spectrum = {0.5, 3, 2, 1, 0.1, 7};
  std::vector<double> sum(rings.size());
  Random random(Seed{2});
  for (std::size_t i = 0; i < maps; ++i) {
    const Modes modes = draw_modes(rings, spectrum, n, random);
    std::vector<double> map(n * n);
    map_of(modes, n, n, map);
    const Modes again = modes_of(map, n, n);
    for (std::size_t k = 0; k < modes.size(); ++k) REQUIRE(std::abs(again[k] - modes[k]) < 1e-12);
    const std::vector<double> power = rings.power(modes);
    for (std::size_t k = 0; k < power.size(); ++k) sum[k] += power[k] / spectrum[k];
  }
  for (std::size_t k = 0; k < sum.size(); ++k) {
    const double freedom = rings.count[k] * maps;
    CHECK(std::abs(sum[k] - freedom) < 4.5 * std::sqrt(2 * freedom));
  }
}
