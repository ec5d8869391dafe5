// A number of an observation that no simulation comes near.
//
// Ranks among simulations cannot tell it from one that is a little off: of n rows the smallest p-value is 1 / (n + 1).
// A forgotten offset or another unit puts a number thousands of standard deviations away, which few rows tell as well.
#pragma once

#include <optional>

#include "core/base/matrix_view.hpp"

namespace inquest {

/// Standard deviations of the simulations from their mean, to which networks may have learned.
inline constexpr double farthest_learned = 10;

struct FarNumber {
  std::size_t observation = 0;  // row of x
  std::size_t number = 0;       // column
  double distance = 0;          // standard deviations of the simulations from their mean
};

/// The farthest number of x [m, k] that is farther than that, and outside the range of `simulated` [n, k], n > 1, by
/// more than its width: a number with long tails often lies a little beyond what some hundred simulations saw.
std::optional<FarNumber> far_number(ConstMatrixView simulated, ConstMatrixView x);

}  // namespace inquest
