// The training of marginal densities: maximum likelihood of x under each model, whatever its parameters.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/data/dataset.hpp"
#include "core/estimator/estimator_training.hpp"
#include "flows/estimators/marginal_estimator.hpp"

namespace inquest {

/// Prepares the training of q(x | M) of each of `models` on its rows of `data`, which must outlive it; throws
/// Error(data) on data that have no density (flows/estimators/data_columns.hpp), or one over other columns for each
/// model.
std::unique_ptr<EstimatorTraining> make_marginal_training(const std::string& name,
                                                          const std::vector<std::string>& models,
                                                          const std::vector<const JointData*>& data,
                                                          const MarginalEstimatorOptions& options, Seed seed);

}  // namespace inquest
