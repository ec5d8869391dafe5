// Peaks: local maxima of a map, by their height.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace inquest {

/// How many numbers of a periodic map of rows x columns are larger than all of their neighbours, 8 of a map and 2 of a
/// series, and lie at least `threshold` standard deviations above the mean, for each threshold.
std::vector<double> peaks_of(std::span<const double> map, std::size_t rows, std::size_t columns,
                             std::span<const double> thresholds);

}  // namespace inquest
