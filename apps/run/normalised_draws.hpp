// log_prob of draws, made that of a density that integrates to one.
#pragma once

#include <optional>

#include "core/infer/posterior.hpp"

namespace inquest {

/// Subtracts ln of the integral of `density` from `log_prob` [n] of its draws theta [n, d], where it is not one.
/// Returns the error that all of them share, 0 where there was nothing to subtract; none, with `log_prob` as it was,
/// where the integral cannot be told.
std::optional<double> normalise(const Density& density, ConstMatrixView theta, std::span<double> log_prob, Seed seed);

}  // namespace inquest
