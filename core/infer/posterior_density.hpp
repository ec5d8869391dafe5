// The posterior density of a likelihood, up to the evidence: what chains and nested sampling have in common.
#pragma once

#include <span>

#include "core/model/likelihood.hpp"

namespace inquest {

/// log prior + log likelihood of x [data_size], or of several [m, data_size], at each row of the free parameters theta
/// [n, d]; -infinity outside the prior, where the likelihood is not asked. Throws Error(data) on NaN.
void log_prior_times_likelihood(const Likelihood& likelihood, const ParameterSpace& space, std::size_t data_size,
                                ConstMatrixView theta, std::span<const double> x, std::span<double> out);

}  // namespace inquest
