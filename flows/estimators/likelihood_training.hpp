// The training of a likelihood estimator: maximum likelihood of x given theta on the joint simulations.
#pragma once

#include <memory>
#include <string>

#include "core/data/dataset.hpp"
#include "core/estimator/estimator_training.hpp"
#include "flows/estimators/likelihood_estimator.hpp"

namespace inquest {

/// Prepares the training of q(x | theta) on the rows of `data`, which must outlive it; throws Error(data) on data that
/// have no density (flows/estimators/data_columns.hpp).
std::unique_ptr<EstimatorTraining> make_likelihood_training(const std::string& name, const ParameterSpace& space,
                                                            const JointData& data,
                                                            const LikelihoodEstimatorOptions& options, Seed seed);

}  // namespace inquest
