// Run: what a run file asks for, checked, built and with every default filled in.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/routes/evidence_route.hpp"
#include "apps/routes/posterior_route.hpp"
#include "apps/run/run_file.hpp"
#include "core/data/dataset.hpp"
#include "core/model/model.hpp"

namespace inquest {

struct Run {
  std::filesystem::path file;
  std::string text;  // of the run file, as given
  std::string name;
  Seed seed;
  ModelSet models;
  std::vector<double> observation;  // [data_size], or [m, data_size] row by row: m independent ones; or none
  SimulationsOptions simulations;
  std::vector<PosteriorRoute> posterior;
  std::vector<EvidenceRoute> evidence;
  std::size_t draws;
  DiagnosticsOptions diagnostics;
  bool report;
  ConfigNode resolved;               // the run file from which an equal run is read, whatever is a default now
  std::vector<std::string> notices;  // of routes that the run file does not name (apps/run/default_routes.hpp)

  /// Whether anything is learnt from simulations.
  bool learns() const;

  /// The rows of each model and which of them are held out.
  SplitPlan split_plan() const;
};

/// Reads a run file with `settings` ("simulations.train=5000") on top, builds its simulators and checks everything that
/// can be checked without simulating; throws Error(config / missing_input / data / usage).
Run load_run(const std::filesystem::path& file, const std::vector<std::string>& settings = {});

}  // namespace inquest
