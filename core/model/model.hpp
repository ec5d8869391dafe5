// Model: a named hypothesis, parameters with priors and a simulator; ModelSet: the models that are compared.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/model/likelihood.hpp"
#include "core/model/simulator.hpp"
#include "core/parameters/parameter_space.hpp"

namespace inquest {

/// Rows drawn from a model's joint p(theta, x).
struct Simulations {
  Matrix theta;                          // [n, d], free parameters
  Matrix x;                              // [n, data_size]
  std::vector<SimulationStatus> status;  // [n]
  std::vector<Seed> seeds;               // [n]
};

/// What a simulator's name stands for: the simulator, and what else is known of it.
struct SimulatorBundle {
  std::shared_ptr<const Simulator> simulator;
  std::shared_ptr<const Likelihood> likelihood;         // null where not known
  std::shared_ptr<const ExactEvidence> exact_evidence;  // null where not known
  std::shared_ptr<const Simulations> archive;           // rows made elsewhere: there are no others; else null
  std::vector<double> archive_weights = {};  // [n] of them, the prior over what they were drawn from; or none
};

struct GaussianLikelihoodOptions;  // moments/gaussian_likelihood.hpp

struct Model {
  std::string name;
  ParameterSpace space;
  SimulatorBundle bundle;
  double probability = 0;  // prior probability of the model

  // What is assumed in place of a likelihood that is known: to be fitted to the simulations; or null.
  std::shared_ptr<const GaussianLikelihoodOptions> assumed_likelihood = nullptr;

  const Simulator& simulator() const { return *bundle.simulator; }
};

/// Draws theta from the prior, or the proposal in its place, and x from the simulator for rows [first, first + count)
/// of the endless sequence that `seed` names: row i follows from (seed, model name, i) and nothing else. A row with NaN
/// or infinity in x has status not_finite. Rows of an archive are taken in its order; throws Error(data) past its end,
/// and on a theta outside the prior. Runs on the calling thread.
Simulations draw_joint(const Model& model, Seed seed, std::size_t first, std::size_t count);

/// The prior over what the first rows theta [n, d] of the model's simulations were drawn from, up to a factor; empty
/// where that is the prior.
std::vector<double> importance_weights(const Model& model, ConstMatrixView theta);

class ModelSet {
 public:
  /// Probabilities that are 0 in all models become equal; throws Error(config) on no model, names that are unfit or
  /// given twice, a number of data that differs, or probabilities that are negative, missing in some or do not sum
  /// to 1.
  explicit ModelSet(std::vector<Model> models);

  const std::vector<Model>& models() const { return models_; }
  std::size_t size() const { return models_.size(); }
  const Model& operator[](std::size_t i) const { return models_[i]; }
  std::size_t data_size() const { return models_.front().simulator().info().data_size(); }
  std::vector<std::string> names() const;
  std::vector<double> probabilities() const;  // prior ones

 private:
  std::vector<Model> models_;
};

}  // namespace inquest
