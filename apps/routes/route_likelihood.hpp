// The likelihood that a route samples: the model's, known or assumed, or one that another route has learned.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "apps/routes/route_context.hpp"
#include "core/config/fields.hpp"
#include "core/infer/basis.hpp"
#include "core/model/model.hpp"

namespace inquest {

struct LikelihoodChoice {
  static constexpr const char* of_model = "model";

  std::string likelihood = of_model;

  bool learned() const { return likelihood != of_model; }

  void fields(FieldVisitor& visit);
};

/// The nle route that has learned the likelihood, where one has.
std::vector<RouteReference> references_of(const LikelihoodChoice& choice);

/// Where the likelihood comes from: "known", "assumed" or "learned".
std::string origin_of(const LikelihoodChoice& choice, const Model& model);

/// What an answer with this likelihood rests on.
Basis basis_of(const LikelihoodChoice& choice, const Model& model);

/// Why this model has no such likelihood, without advice; empty where it has.
std::string likelihood_obstacle(const LikelihoodChoice& choice, const Model& model);

/// The likelihood, for a route of this model. The values of one that is known are kept beside the estimators while the
/// run is under way. Throws Error(missing_input / data / io) on its file.
std::shared_ptr<const Likelihood> likelihood_of(const LikelihoodChoice& choice, const Model& model,
                                                const RouteContext& context);

/// What speaks against a likelihood that is assumed, by held-out simulations; empty: nothing, or it is not assumed.
/// Throws as likelihood_of does.
std::string doubt_of_likelihood(const LikelihoodChoice& choice, const Model& model, const RouteContext& context);

/// Folder of these values.
std::filesystem::path likelihood_calls(const EstimatorFolder& estimators);

}  // namespace inquest
