// Mean and standard deviation of a sample, the jackknife, and sums of what is known by its logarithm.
#pragma once

#include <span>

#include "core/base/measured.hpp"

namespace inquest {

double mean_of(std::span<const double> values);

/// With n - 1 in the denominator; NaN of one value, which has no scatter.
double standard_deviation(std::span<const double> values);

/// The mean of independent values, with its standard error.
Measured mean_with_error(std::span<const double> values);

/// The angle of the mean of unit vectors in these directions.
double mean_direction(std::span<const double> angles);

/// The standard error of a number from its values without each of G groups, alike in size, of independent data:
/// sqrt((G - 1) / G sum (value - mean)^2) (Efron & Stein 1981; Shao & Wu 1989 of groups); NaN of one.
double jackknife_error(std::span<const double> values);

/// ln of the sum of exp(values), of one value or more, without overflow; minus infinity where all are.
double log_sum_exp(std::span<const double> values);

/// ln of the mean of exp(values), alike.
double log_mean_exp(std::span<const double> values);

/// The same with weights; a weight of zero counts for nothing, also where its value is no number.
double log_mean_exp(std::span<const double> weights, std::span<const double> values);

}  // namespace inquest
