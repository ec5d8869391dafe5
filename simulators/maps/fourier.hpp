// Fourier: the modes of square periodic maps, and the lengths of their wave vectors.
//
// A map of n x n numbers has n^2 modes, stored like it: row and column i belong to the wave number i up to n/2 - 1, and
// to i - n from n/2 on, in units of the fundamental mode. The transform is unitary: a map of unit white noise has modes
// of E |x_k|^2 = 1, and the variance of a pixel is the mean over all modes of E |x_k|^2.
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "core/base/random.hpp"

namespace inquest {

using Modes = std::vector<std::complex<double>>;  // [n * n]

/// x_k = sum_r x_r exp(-2 pi i k r / n) / n of a map [n * n], and back; of modes that are none of a real map the
/// imaginary part is left.
Modes modes_of(std::span<const double> map, std::size_t n);
void map_of(const Modes& modes, std::size_t n, std::span<double> map);

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
