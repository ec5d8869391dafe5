// Rings: the modes of square periodic maps by the lengths of their wave vectors.
//
// A map of n x n numbers has n^2 modes (core/base/fourier.hpp), lengths in units of the fundamental mode.
#pragma once

#include <span>
#include <vector>

#include "core/base/fourier.hpp"
#include "core/base/random.hpp"

namespace inquest {

/// Modes by the length of their wave vector: what is isotropic is known by its value in each of these rings.
struct Rings {
  explicit Rings(std::size_t n);

  std::vector<double> length;     // |k| of each ring, rising from 0
  std::vector<double> count;      // modes in each ring
  std::vector<std::size_t> ring;  // of each mode [n * n]

  std::size_t size() const { return length.size(); }

  /// Sums over the modes of each ring: of |x_k|^2, and of the real part of x_k y_k^*.
  std::vector<double> power(const Modes& modes) const { return cross_power(modes, modes); }
  std::vector<double> cross_power(const Modes& x, const Modes& y) const;
};

/// A (|k| / 8)^(-B) in each ring [rings]; 0 in that of the mean.
std::vector<double> power_law(const Rings& rings, double amplitude, double slope);

/// Modes of a Gaussian field whose E |x_k|^2 is `spectrum` [rings] in each ring.
Modes draw_modes(const Rings& rings, std::span<const double> spectrum, std::size_t n, Random& random);

}  // namespace inquest
