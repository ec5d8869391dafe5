// The mean of a function over draws that depend on each other and have weights, with its error.
//
// With weights w_i of mean W, the mean is m = sum w_i f_i / sum w_i, and to first order its error is that of the mean
// of the series u_i = w_i (f_i - m) / W: the standard deviation of u over the root of the effective size that its
// autocorrelation leaves (core/sampling/convergence.hpp). A series of jumps with the times spent between them is
// treated as what it is, and so are importance weights.
#pragma once

#include <span>
#include <vector>

#include "core/base/measured.hpp"

namespace inquest {

struct ChainMean {
  Measured mean;
  std::vector<double> series;  // [n], u
};

/// Of values [n] with weights [n], in the order of the draws; an infinite error where the effective size is not known.
ChainMean chain_mean(std::span<const double> values, std::span<const double> weights);

/// The standard error of the mean of a series [n], as above.
double series_error(std::span<const double> series);

/// Independent draws that would know the mean of these values as well: their weighted variance over its error squared;
/// infinite of equal values, whose mean any draw tells.
double effective_draws(std::span<const double> values, std::span<const double> weights);

}  // namespace inquest
