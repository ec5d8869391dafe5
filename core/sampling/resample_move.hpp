// Resample-move (Gilks & Berzuini 2001): weighted draws become draws of equal weight that differ.
//
// Rows are resampled in proportion to their weights, and each copy then moves by ensemble slice sampling, which leaves
// the target as it is: copies part, and what the weights got nearly right is mended. All rows move side by side, so
// that a learned likelihood is asked for thousands of them at once.
#pragma once

#include "core/base/seed.hpp"
#include "core/sampling/ensemble_slice.hpp"

namespace inquest {

struct MovedDraws {
  Matrix z;                         // [count, d]
  std::vector<double> log_density;  // [count], of the target
};

/// `count` draws from rows z [n, d] with importance weights [n] towards `target`; throws Error(data) where the target
/// is NaN, or weights do not fit.
MovedDraws resample_move(const LogDensity& target, ConstMatrixView z, std::span<const double> weights,
                         std::size_t count, Seed seed);

}  // namespace inquest
