#include "simulators/benchmark/numpy_random.hpp"

#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

namespace inquest {

double NumpyRandom::uniform() {
  const auto high = static_cast<double>(engine_() >> 5);
  const auto low = static_cast<double>(engine_() >> 6);
  return (high * 0x1p26 + low) * 0x1p-53;
}

double NumpyRandom::normal() {
  if (spare_) return *std::exchange(spare_, std::nullopt);
  while (true) {
    const double u = 2 * uniform() - 1;
    const double v = 2 * uniform() - 1;
    const double squares = u * u + v * v;
    if (squares >= 1 || squares == 0) continue;
    const double scale = std::sqrt(-2 * std::log(squares) / squares);
    spare_ = scale * u;
    return scale * v;
  }
}

std::size_t NumpyRandom::up_to(std::size_t largest) {
  const std::size_t mask = std::bit_ceil(largest + 1) - 1;
  while (true) {
    const std::size_t value = engine_() & mask;
    if (value <= largest) return value;
  }
}

std::vector<std::size_t> NumpyRandom::permutation(std::size_t size) {
  std::vector<std::size_t> result(size);
  std::iota(result.begin(), result.end(), std::size_t{0});
  for (std::size_t i = size; i-- > 1;) std::swap(result[i], result[up_to(i)]);
  return result;
}

}  // namespace inquest
