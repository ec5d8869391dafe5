#include "simulators/maps/fourier.hpp"

#include <cmath>
#include <numbers>

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

std::vector<double> random_map(std::size_t n) {
  std::vector<double> map(n * n);
  Random(Seed{1}).normal(map);
  return map;
}

}  // namespace

TEST_CASE("fourier: modes are the sums that define them, and lead back to the map") {
  const std::size_t n = GENERATE(4, 5, 6);
  const std::vector<double> map = random_map(n);
  const Modes modes = modes_of(map, n);
  for (std::size_t k = 0; k < n * n; ++k) {
    std::complex<double> sum = 0;
    for (std::size_t r = 0; r < n * n; ++r) {
      const auto turns = static_cast<double>((k / n) * (r / n) + (k % n) * (r % n)) / static_cast<double>(n);
      sum += map[r] * std::polar(1.0, -2 * std::numbers::pi * turns) / static_cast<double>(n);
    }
    CHECK(std::abs(modes[k] - sum) < 1e-13);
  }
  std::vector<double> back(n * n);
  map_of(modes, n, back);
  for (std::size_t r = 0; r < n * n; ++r) CHECK(back[r] == Approx(map[r]).margin(1e-13));
}

TEST_CASE("fourier: rings hold the modes of one length") {
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
TEST_CASE("fourier: drawn modes are those of a real map, with the spectrum that was asked for") {
  constexpr std::size_t n = 4, maps = 4000;
  const Rings rings(n);
  const std::vector<double> spectrum = {0.5, 3, 2, 1, 0.1, 7};
  std::vector<double> sum(rings.size());
  Random random(Seed{2});
  for (std::size_t i = 0; i < maps; ++i) {
    const Modes modes = draw_modes(rings, spectrum, n, random);
    std::vector<double> map(n * n);
    map_of(modes, n, map);
    const Modes again = modes_of(map, n);
    for (std::size_t k = 0; k < modes.size(); ++k) REQUIRE(std::abs(again[k] - modes[k]) < 1e-12);
    const std::vector<double> power = rings.power(modes);
    for (std::size_t k = 0; k < power.size(); ++k) sum[k] += power[k] / spectrum[k];
  }
  for (std::size_t k = 0; k < sum.size(); ++k) {
    const double freedom = rings.count[k] * maps;
    CHECK(std::abs(sum[k] - freedom) < 4.5 * std::sqrt(2 * freedom));
  }
}
