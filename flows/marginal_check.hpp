// What casts doubt on the answer of marginal flows, seen without knowing the truth.
//
// Where a model has no simulations, its density is an extrapolation by tails that nothing was learnt of, and all
// members of an ensemble extrapolate alike: their scatter does not hold it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/diagnostics/out_of_distribution.hpp"
#include "flows/marginal_estimator.hpp"

namespace inquest {

/// Holds x [data_size] against the rows of each model that the estimator keeps, as its flows see them; none where it
/// keeps none. The p-values are the largest of those of the models, which are valid whichever model x is from. A model
/// of which no row at all is as far from the others as x is told too.
std::optional<AnswerCheck> check_answer(const MarginalEstimator& estimator, std::span<const double> x);

}  // namespace inquest
