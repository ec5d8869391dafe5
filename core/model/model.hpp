// Model: a named hypothesis, parameters with priors and a simulator, a likelihood, or both; ModelSet: the models that
// are compared.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/gaussian_likelihood_options.hpp"
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

/// Room for `count` rows of `dimension` parameters and `data_size` data.
Simulations make_simulations(std::size_t count, std::size_t dimension, std::size_t data_size);

/// Copies the first `count` rows of `from` over those of `to` from row `at` on; both have the same columns.
void copy_rows(const Simulations& from, std::size_t count, Simulations& to, std::size_t at);

/// What is known of the data of a model: how to simulate them, their density, and more.
struct SimulatorBundle {
  std::shared_ptr<const Simulator> simulator;           // null where the likelihood is all that is known
  std::shared_ptr<const Likelihood> likelihood;         // null where not known
  std::shared_ptr<const ExactEvidence> exact_evidence;  // null where not known
  std::shared_ptr<const Simulations> archive;           // rows made elsewhere: there are no others; else null
  std::vector<double> archive_weights = {};  // [n] of them, the prior over what they were drawn from; or none
  std::size_t rows_per_theta = 1;            // of the archive, that follow each other and are of one simulation
};

/// Rows that were drawn from one part of the prior: from `first_row` on, up to the first of the next round.
struct SimulationRound {
  std::size_t first_row;
  ParameterSpace space;
};

struct Model {
  std::string name;
  ParameterSpace space;
  SimulatorBundle bundle;
  double probability = 0;  // prior probability of the model

  // In place of a likelihood that is known: to be fitted to the simulations.
  std::optional<GaussianLikelihoodOptions> assumed_likelihood = std::nullopt;

  // Numbers that the likelihood takes, where no simulator says how many there are; 0: it holds its data itself.
  std::size_t likelihood_data_size = 0;

  // Of simulations that are made in rounds, nearer and nearer to the observation: the first is of the whole prior, and
  // `space` is that of the last. Rows of any round inside it follow the prior there. Empty: all rows are of `space`.
  std::vector<SimulationRound> rounds = {};
  std::string round_plan = {};  // how many there are to be, and of how many rows

  bool has_simulator() const { return bundle.simulator != nullptr; }

  /// Whether parameters [d] of a row are in `space`, from which everything is learned.
  bool learns_from(std::span<const double> theta) const { return rounds.empty() || space.contains(theta); }

  /// Throws Error(config) where there is none.
  const Simulator& simulator() const;

  /// How many numbers one x has.
  std::size_t data_size() const;

  /// Of one x; a vector where no simulator says more.
  DataLayout layout() const;
};

/// Draws theta from the prior, or the proposal in its place, and x from the simulator for rows [first, first + count)
/// of the endless sequence that `seed` names: row i follows from (seed, model name, i) and nothing else. A row with NaN
/// or infinity in x has status not_finite. Rows of an archive are taken in its order; throws Error(data) past its end,
/// and on a theta outside the prior, and Error(config) without a simulator. Runs on the calling thread.
Simulations draw_joint(const Model& model, Seed seed, std::size_t first, std::size_t count);

/// The prior over what the first rows theta [n, d] of the model's simulations were drawn from, up to a factor; empty
/// where that is the prior.
std::vector<double> importance_weights(const Model& model, ConstMatrixView theta);

/// The same for these rows of its simulations, with parameters theta [n, d]. Throws Error(data) on rows without one.
std::vector<double> importance_weights(const Model& model, ConstMatrixView theta, std::span<const std::size_t> rows);

class ModelSet {
 public:
  /// Probabilities that are 0 in all models become equal; throws Error(config) on no model, names that are unfit or
  /// given twice, data of another shape or of other names, or probabilities that are negative, missing in some or do
  /// not sum to 1.
  explicit ModelSet(std::vector<Model> models);

  const std::vector<Model>& models() const { return models_; }
  std::size_t size() const { return models_.size(); }
  const Model& operator[](std::size_t i) const { return models_[i]; }
  std::size_t data_size() const { return models_.front().data_size(); }

  /// Of one x: what any of the models knows of it.
  DataLayout layout() const;
  std::vector<std::string> names() const;
  std::vector<double> probabilities() const;  // prior ones

 private:
  std::vector<Model> models_;
};

}  // namespace inquest
