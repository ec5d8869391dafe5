// The training of a posterior estimator: maximum likelihood of z(theta) given x on the joint simulations.
#pragma once

#include <memory>
#include <string>

#include "core/data/dataset.hpp"
#include "core/estimator/estimator_training.hpp"
#include "flows/estimators/posterior_estimator.hpp"

namespace inquest {

/// Prepares the training of q(theta | x) on the rows of `data`, which must outlive it.
std::unique_ptr<EstimatorTraining> make_posterior_training(const std::string& name, const ParameterSpace& space,
                                                           const JointData& data,
                                                           const PosteriorEstimatorOptions& options, Seed seed);

}  // namespace inquest
