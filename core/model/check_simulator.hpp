// The conformance suite of simulators.
//
// A row follows from its theta and its seed alone: it is the same when it is simulated again, alone, among others, in
// another order or on two threads, and another one under another seed. What is declared is what comes, and draws from
// the prior give finite data.
#pragma once

#include <string>
#include <vector>

#include "core/model/model.hpp"

namespace inquest {

/// Some rows of a model, and what they took.
struct SimulatorTrial {
  Simulations rows;  // the first of those that a seed names
  double seconds_of_row = 0;
  double seconds_of_start = 0;  // of a call, whatever its rows
};

/// Simulates two rows, and in a second call as many more of `rows` as fit into `seconds`. Throws what the simulator
/// throws, and Error(config) where the model has none.
SimulatorTrial try_simulator(const Model& model, Seed seed, std::size_t rows, double seconds);

struct SimulatorFindings {
  std::vector<std::string> violations;  // of the law: no answer can be trusted
  std::vector<std::string> remarks;     // what is no fault: data without noise, comparisons left out
};

/// Simulates the rows of the trial in other ways, for about so many seconds: of a slow simulator fewer rows, and where
/// one row takes too long some ways are left out, which a remark tells. Of simulations made elsewhere the rows are
/// checked. More rows may fail than the share that is tolerated only where chance explains it.
SimulatorFindings check_simulator(const Model& model, const SimulatorTrial& trial, double seconds,
                                  double failure_tolerance);

struct CheckSimulatorOptions {
  std::size_t rows = 40;  // drawn from the prior
  double seconds = 60;
  double failure_tolerance = 0.1;
};

/// A trial and its check, with that of the likelihood at the simulated data where one is known; a simulator that throws
/// is a violation.
SimulatorFindings check_simulator(const Model& model, Seed seed, const CheckSimulatorOptions& options = {});

}  // namespace inquest
