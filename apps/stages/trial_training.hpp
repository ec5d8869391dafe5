// Trial trainings: what networks of a run take, by a few steps of each kind on rows of trial simulations.
#pragma once

#include <string>
#include <vector>

#include "apps/run/run.hpp"
#include "core/model/model.hpp"

namespace inquest {

/// The training of one estimator, or of a part that several need.
struct TrialTraining {
  std::string kind;           // "npe"
  std::string model;          // that it learns from; empty where it is all of them
  std::size_t members = 0;    // networks
  double seconds = 0;         // that one of them will take, with its like that learns from a quarter of the rows
  double seconds_of_row = 0;  // of one row in one step
};

/// Tries what `run` would train; `trials` are simulations of each model, none of one without a simulator. Throws what
/// trainings throw.
std::vector<TrialTraining> try_trainings(const Run& run, const std::vector<Simulations>& trials);

}  // namespace inquest
