// The training of a moment network: means by squared error, then covariances of their residuals.
#pragma once

#include <memory>
#include <string>

#include "core/data/dataset.hpp"
#include "core/estimator/estimator_training.hpp"
#include "moments/moment_network.hpp"

namespace inquest {

/// Prepares the training of mean and covariance networks on the rows of `data`, which must outlive it.
std::unique_ptr<EstimatorTraining> make_moment_training(const std::string& name, const ParameterSpace& space,
                                                        const JointData& data, const MomentNetworkOptions& options,
                                                        Seed seed);

}  // namespace inquest
