#include "flows/estimators/marginal_check.hpp"

#include "flows/estimators/extrapolation_check.hpp"

namespace inquest {

std::optional<AnswerCheck> check_answer(const MarginalEstimator& estimator, std::span<const double> x) {
  const auto seen = [&](std::size_t model, ConstMatrixView rows) { return estimator.standardised(model, rows); };
  return check_extrapolation(estimator.models(), estimator.held_out(), seen, x);
}

}  // namespace inquest
