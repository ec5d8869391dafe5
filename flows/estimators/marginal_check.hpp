// What casts doubt on the answer of marginal flows, seen without knowing the truth
// (flows/estimators/extrapolation_check.hpp).
#pragma once

#include <optional>
#include <span>

#include "core/diagnostics/out_of_distribution.hpp"
#include "flows/estimators/marginal_estimator.hpp"

namespace inquest {

/// Holds x [data_size] against the rows of each model that the estimator keeps, as its flows see them; nothing where it
/// keeps none.
std::optional<AnswerCheck> check_answer(const MarginalEstimator& estimator, std::span<const double> x);

}  // namespace inquest
