// Shells: bins of the length of the wave vector, of maps of rows x columns numbers.
//
// Their edges rise from 1/2 in equal steps of the logarithm, but none is narrower than the fundamental mode, so that
// there may be fewer than are asked for; the mode of the mean lies in none.
#pragma once

#include <cstddef>
#include <vector>

#include "core/base/fourier.hpp"

namespace inquest {

class Shells {
 public:
  Shells(std::size_t rows, std::size_t columns, std::size_t at_most);

  std::size_t size() const { return count_.size(); }

  /// Modes in each shell.
  const std::vector<double>& count() const { return count_; }

  /// Means over the modes of each shell of Re x_k y_k^*.
  std::vector<double> cross_power(const Modes& x, const Modes& y) const;

 private:
  std::vector<std::size_t> shell_;  // of each mode; `none` of that of the mean
  std::vector<double> count_;
};

}  // namespace inquest
