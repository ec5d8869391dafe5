// Run: what a run file asks for, checked, built and with every default filled in.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/routes/evidence_route.hpp"
#include "apps/routes/posterior_route.hpp"
#include "apps/run/derived.hpp"
#include "apps/run/run_file.hpp"
#include "core/data/dataset.hpp"
#include "core/model/model.hpp"

namespace inquest {

struct Run {
  std::filesystem::path file;
  std::string text;  // of the run file, as given
  std::string name;
  Seed seed;
  ModelSet models;  // where simulations come in rounds, with the last part of each prior (apps/stages/rounds.hpp)
  std::vector<double> observation;  // [data_size], or [m, data_size] row by row: m independent ones; or none
  SimulationsOptions simulations;
  std::vector<PosteriorRoute> posterior;
  std::vector<EvidenceRoute> evidence;
  std::size_t draws;
  DiagnosticsOptions diagnostics;
  bool report;
  ConfigNode resolved;               // the run file from which an equal run is read, whatever is a default now
  std::vector<std::string> notices;  // of routes that the run file does not name (apps/run/default_routes.hpp)

  std::optional<ModelSet> whole_models = {};  // with whole priors, where those of `models` are a part of them
  std::map<std::string, double> truth = {};   // values of free parameters, where the user knows them
  std::map<std::string, DerivedParameters> derived = {};  // by model, where the run file asks for some

  /// The models that a route answers for: with whole priors where it knows their likelihoods.
  const ModelSet& models_of(const EvidenceRoute& route) const;
  const Model& model_of(const PosteriorRoute& route, const std::string& name) const;

  /// Of this model; none where the run file asks for none that it can tell.
  const DerivedParameters& derived_of(const std::string& model) const { return derived.at(model); }

  /// Whether anything is learnt from simulations.
  bool learns() const;

  /// The rows of each model and which of them are held out.
  SplitPlan split_plan() const;
};

/// Reads a run file with `settings` ("simulations.train=5000") on top, builds its simulators and checks everything that
/// can be checked without simulating; throws Error(config / missing_input / data / usage).
Run load_run(const std::filesystem::path& file, const std::vector<std::string>& settings = {});

}  // namespace inquest
