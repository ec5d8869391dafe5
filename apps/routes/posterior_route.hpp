// PosteriorRoute: a way to p(theta | x, M) that a run file asks for, built once from its entry.
//
// The methods that `posterior:` knows are an explicit table. Adding one is one file here and one line in it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "apps/routes/route_context.hpp"
#include "core/config/documentation.hpp"
#include "core/estimator/training_plan.hpp"
#include "core/infer/basis.hpp"
#include "core/infer/posterior.hpp"
#include "core/model/model.hpp"

namespace inquest {

struct PosteriorMethod;

struct PosteriorRoute {
  std::string name = {};                    // that the user gave it
  const PosteriorMethod* method = nullptr;  // that it is of
  ConfigNode options;                       // its entry in resolved.yaml, every default filled in
  std::vector<RouteReference> needs = {};

  /// Why this model has no posterior this way; empty where it has.
  std::function<std::string(const Model& model)> obstacle;

  /// What its answers for this model rest on.
  std::function<Basis(const Model& model)> basis;

  /// What is trained on the simulations of a model; empty where there is nothing to train.
  std::function<TrainingPlan(const ModelData& data, const RouteContext& context)> training = {};

  /// The posterior, by the trained estimator where there is one. The model must outlive it. Throws
  /// Error(missing_input / data) on a file.
  std::function<std::unique_ptr<Posterior>(const Model& model, const RouteContext& context)> open;

  /// What speaks against all of its answers for this model; empty: nothing, or there is nothing to ask.
  std::function<std::string(const Model& model, const RouteContext& context)> doubt = {};
};

struct PosteriorMethod {
  std::string name;
  std::string doc;
  std::vector<FieldDoc> options;
  ConfigNode schema;          // JSON Schema of an entry
  bool several_observations;  // whether x may be several independent observations of the same parameters

  /// A route without its name and method; throws Error(config).
  PosteriorRoute (*build)(const ConfigNode& entry);
};

const std::vector<PosteriorMethod>& posterior_methods();

PosteriorMethod auto_method();
PosteriorMethod npe_method();
PosteriorMethod nle_method();
PosteriorMethod mcmc_method();
PosteriorMethod nested_posterior_method();
PosteriorMethod moments_method();

// Of methods that learn from simulations.
Basis learned_basis(const Model& model);

}  // namespace inquest
