#include "core/base/fourier.hpp"

#include <cmath>
#include <numbers>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("fourier: modes are the sums that define them, and lead back to the map") {
  const auto [rows, columns] = GENERATE(table<std::size_t, std::size_t>({{4, 4}, {5, 5}, {3, 8}, {1, 7}, {6, 1}}));
  std::vector<double> map(rows * columns);
  Random(Seed{1}).normal(map);
  const Modes modes = modes_of(map, rows, columns);
  for (std::size_t k = 0; k < map.size(); ++k) {
    std::complex<double> sum = 0;
    for (std::size_t r = 0; r < map.size(); ++r) {
      const double turns = static_cast<double>((k / columns) * (r / columns)) / static_cast<double>(rows) +
                           static_cast<double>((k % columns) * (r % columns)) / static_cast<double>(columns);
      sum += map[r] * std::polar(1 / std::sqrt(static_cast<double>(map.size())), -2 * std::numbers::pi * turns);
    }
    CHECK(std::abs(modes[k] - sum) < 1e-13);
  }
  std::vector<double> back(map.size());
  map_of(modes, rows, columns, back);
  for (std::size_t r = 0; r < map.size(); ++r) CHECK(back[r] == Approx(map[r]).margin(1e-13));
}

TEST_CASE("fourier: wave numbers of the second half are negative") {
  for (std::size_t i = 0; i < 4; ++i) CHECK(wave_number(i, 4) == std::vector<double>{0, 1, -2, -1}[i]);
  for (std::size_t i = 0; i < 5; ++i) CHECK(wave_number(i, 5) == std::vector<double>{0, 1, 2, -2, -1}[i]);
}
