// Fourier: the modes of periodic maps and series, by a unitary transform.
//
// A map of rows x columns numbers has as many modes, stored like it; a series is a map of one row. Unit white noise has
// modes of E |x_k|^2 = 1, and the variance of a number is the mean over all modes of E |x_k|^2.
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace inquest {

using Modes = std::vector<std::complex<double>>;  // [rows * columns]

/// x_k = sum_r x_r exp(-2 pi i k . r) / sqrt(rows columns), with the phase k r / n along each direction, and back; of
/// modes that are none of a real map the imaginary part is left.
Modes modes_of(std::span<const double> map, std::size_t rows, std::size_t columns);
void map_of(const Modes& modes, std::size_t rows, std::size_t columns, std::span<double> map);

/// Of index i of n, in units of the fundamental mode: i in the first half, i - n in the second.
double wave_number(std::size_t i, std::size_t n);

}  // namespace inquest
