// The fit of an assumed Gaussian likelihood to the simulations of a model.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/data/dataset.hpp"
#include "core/estimator/estimator_training.hpp"
#include "core/model/model.hpp"
#include "moments/gaussian_likelihood.hpp"

namespace inquest {

/// The free parameters [d] that `options.at` names, if it does; throws Error(config), with the place, where it is not a
/// number for each of them within the prior.
std::optional<std::vector<double>> fiducial_place(const GaussianLikelihoodOptions& options,
                                                  const ParameterSpace& space);

/// Rows of parameters and data.
struct PairedRows {
  Matrix theta;  // [n, d]
  Matrix x;      // [n, data_size]
};

/// Fits the mean to `train`, its degree where none is given to `held_out`, and the covariance to `repeated`
/// [n, data_size], simulations at one place, or where there are none to what the mean leaves. The score, where data are
/// compressed, is taken at that place, or else at the medians of the priors. Throws Error(data) where the covariance is
/// singular.
GaussianLikelihood fit_gaussian_likelihood(const ParameterSpace& space, const PairedRows& train,
                                           const PairedRows& held_out, const std::optional<Matrix>& repeated,
                                           const GaussianLikelihoodOptions& options);

/// The same on the rows of `data`, which with `model` must outlive it, and on repeated simulations by the seed.
std::unique_ptr<EstimatorTraining> make_gaussian_likelihood_training(const std::string& name, const Model& model,
                                                                     const JointData& data,
                                                                     const GaussianLikelihoodOptions& options,
                                                                     Seed seed);

}  // namespace inquest
