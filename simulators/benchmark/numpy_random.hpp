// NumpyRandom: the numbers of numpy.random.RandomState(seed), from which a benchmark's fixed inputs were once made.
//
// The Mersenne twister (Matsumoto & Nishimura 1998), normals by Marsaglia's polar method, bounded integers by masked
// rejection: NumPy's legacy generator, which is frozen. For anything new there is `Random`.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

namespace inquest {

class NumpyRandom {
 public:
  explicit NumpyRandom(std::uint32_t seed) : engine_(seed) {}

  /// randn()
  double normal();

  /// permutation(size)
  std::vector<std::size_t> permutation(std::size_t size);

 private:
  double uniform();
  std::size_t up_to(std::size_t largest);

  std::mt19937 engine_;
  std::optional<double> spare_;  // normals come in pairs
};

}  // namespace inquest
