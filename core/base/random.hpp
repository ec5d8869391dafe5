// Random numbers: the blocks of Philox4x32-10 (core/base/philox.hpp) with a seed as their key.
//
// Counter-based: starting a stream costs nothing and two seeds never share one. Models UniformRandomBitGenerator.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>

#include "core/base/seed.hpp"

namespace inquest {

class Random {
 public:
  using result_type = std::uint32_t;

  explicit Random(Seed seed);

  result_type operator()();
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  /// Uniform in the open interval (0, 1), 52 bits.
  double uniform();

  /// Standard normal (ziggurat of Boost.Random, the same on every platform).
  double normal();

  /// Fills `out` with standard normals.
  void normal(std::span<double> out);

  /// Uniform integer in [0, n), n > 0, without modulo bias.
  std::uint64_t below(std::uint64_t n);

 private:
  std::array<std::uint32_t, 4> counter_{};
  std::array<std::uint32_t, 2> key_{};
  std::array<std::uint32_t, 4> block_{};
  int used_ = 4;
};

}  // namespace inquest
