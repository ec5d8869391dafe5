// What casts doubt on a density of the data, seen without knowing the truth.
//
// Where a model has no simulations, its density is an extrapolation by tails that nothing was learnt of, and all
// members of an ensemble extrapolate alike: their scatter does not hold it.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/diagnostics/out_of_distribution.hpp"

namespace inquest {

/// Rows of x [n, data_size] as the density of a model sees them, [n, p].
using DensityView = std::function<Matrix(std::size_t model, ConstMatrixView x)>;

/// Holds x [data_size] against rows of each model [n, data_size] that no density has learnt from; nothing where a model
/// has none. The p-values are the largest of those of the models, which are valid whichever model x is from. A model of
/// which no row at all is as far from the others as x is told too.
std::optional<AnswerCheck> check_extrapolation(const std::vector<std::string>& models,
                                               const std::vector<Matrix>& held_out, const DensityView& seen,
                                               std::span<const double> x);

}  // namespace inquest
