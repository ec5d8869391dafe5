// The likelihood that a route samples: the model's, known or assumed, or one that another route has learned.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/config/fields.hpp"
#include "core/infer/basis.hpp"
#include "core/model/model.hpp"

namespace inquest {

/// Name of the estimator that holds a model's assumed likelihood, "lambda.assumed_likelihood".
std::string assumed_likelihood_name(const std::string& model);

struct LikelihoodChoice {
  static constexpr const char* of_model = "model";

  std::string likelihood = of_model;

  bool learned() const { return likelihood != of_model; }

  void fields(FieldVisitor& visit);
};

/// That of a route's resolved options.
LikelihoodChoice read_choice(const ConfigNode& options);

/// Where the likelihood comes from: "known", "assumed" or "learned".
std::string origin_of(const LikelihoodChoice& choice, const Model& model);

/// What an answer with this likelihood rests on.
Basis basis_of(const LikelihoodChoice& choice, const Model& model);

/// Why this model has no such likelihood, without advice; empty where it has.
std::string likelihood_obstacle(const LikelihoodChoice& choice, const Model& model);

/// The likelihood, for the route whose estimator would lie at `estimator`. The values of one that is known are kept in
/// the run directory while the run is under way. Throws Error(missing_input / data / io) on its file.
std::shared_ptr<const Likelihood> likelihood_of(const LikelihoodChoice& choice, const Model& model,
                                                const std::filesystem::path& estimator);

}  // namespace inquest
