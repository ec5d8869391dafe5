// Simulating: fills a simulation store with the rows that it lacks.
#pragma once

#include <cstddef>
#include <string>

#include "core/data/simulation_store.hpp"
#include "core/model/model.hpp"

namespace inquest {

class Reporter;

struct SimulateOptions {
  std::size_t rows = 0;            // per model
  double failure_tolerance = 0.1;  // share of failed rows above which the run stops
};

/// Makes the rows of models with a simulator that the store lacks, on all threads, and writes the store's index; the
/// result is the same bits for any number of threads and interruptions. What is done is saved every half minute, and
/// when the user stops. Failed rows are counted in a warning.
///
/// Throws Error(config) if rows on disk were made with another prior, simulator or seed, Error(data) with the last
/// message of the simulator when too many fail, and Error(interrupted).
void simulate_missing(const ModelSet& models, SimulationStore& store, Seed seed, const SimulateOptions& options,
                      Reporter& reporter);

/// What the rows of `model` follow from, as text: the seed, the simulator with its version, and the priors.
std::string simulation_fingerprint(const Model& model, Seed seed);

}  // namespace inquest
