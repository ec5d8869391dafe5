// What keeps networks from a model before anything is simulated: data or parameters of another shape than they take.
#pragma once

#include <string>

#include "core/data/data_view.hpp"
#include "core/model/model.hpp"
#include "core/nn/embeddings.hpp"
#include "core/train/augmentation.hpp"
#include "flows/estimators/likelihood_estimator.hpp"
#include "flows/estimators/posterior_estimator.hpp"

namespace inquest {

/// Most numbers of a row of data that a density of the data takes: its flows have weights for each pair of them.
inline constexpr std::size_t most_density_data = 2000;

// Each is empty where there is no obstacle, and else "cannot serve model lambda: ...", or what follows the model's name
// after `prefix`: of one of several networks.

/// Of a network that sees the data of the model, and images of them.
std::string obstacle_to_data(const std::optional<EmbeddingOptions>& embedding, const AugmentOptions& augment,
                             const DataViewOptions& data, const Model& model);

/// Of a posterior's flows, which see the data.
std::string obstacle_to_posterior(const PosteriorEstimatorOptions& options, const Model& model,
                                  const std::string& prefix = "");

/// Of a likelihood's flows, which see the parameters and are a density of the data.
std::string obstacle_to_likelihood(const LikelihoodEstimatorOptions& options, const Model& model,
                                   const std::string& prefix = "");

/// Of a density of the data.
std::string obstacle_to_density(const DataViewOptions& data, const Model& model);

}  // namespace inquest
