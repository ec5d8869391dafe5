// Mean and standard deviation of a sample.
#pragma once

#include <span>

namespace inquest {

double mean_of(std::span<const double> values);

/// With n - 1 in the denominator; NaN of one value, which has no scatter.
double standard_deviation(std::span<const double> values);

}  // namespace inquest
