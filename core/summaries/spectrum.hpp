// A summary of maps [c, h, w] and series [c, t] by their power spectra.
//
//   of each channel   the mean, and ln P in shells of the length of the wave vector, P the mean of |x_k|^2
//                     (core/base/fourier.hpp)
//   of each pair      the correlation of their modes in each shell, Re sum x_k y_k^* / sqrt(sum |x_k|^2 sum |y_k|^2)
//   moments           of the numbers of each channel: ln sd, skewness, excess kurtosis
//   peaks             of each channel and threshold: the root of the number of peaks that are so many sd above the mean
//
// For one isotropic Gaussian field they are sufficient, but for the width of the shells. Of the product of two channels
// the real part alone is kept: which of two series runs ahead is lost. Data are taken as periodic, and lengths of wave
// vectors are in units of the fundamental mode of the longest side.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/shape.hpp"
#include "core/config/fields.hpp"
#include "core/summaries/summary.hpp"

namespace inquest {

struct SpectrumOptions {
  static constexpr const char* name = "spectrum";
  static constexpr const char* doc = "power spectra of maps and series, cross-correlations, moments and peaks";

  std::int64_t shells = 16;
  std::string of = "data";
  bool moments = false;
  std::vector<double> peaks = {};

  void fields(FieldVisitor& visit);

  /// Why rows of this shape, channels first, have no such summary; empty where they have.
  std::string obstacle_to(const Shape& shape) const;

  /// Of rows of this shape without an obstacle.
  std::unique_ptr<Summary> make(const Shape& shape) const;
};

}  // namespace inquest
