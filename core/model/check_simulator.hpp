// The conformance suite of simulators and likelihoods: row i follows from theta_i and seed_i alone, what is declared is
// what comes, and draws from the prior give finite data.
#pragma once

#include <string>
#include <vector>

#include "core/model/model.hpp"

namespace inquest {

struct CheckSimulatorOptions {
  std::size_t rows = 40;           // drawn from the prior; each is simulated about seven times
  double failure_tolerance = 0.1;  // share of failed rows above which training would stop too
};

/// What `model` does against the law, one sentence each; empty if it conforms. A simulator that throws is a violation.
/// Of simulations made elsewhere only the rows are checked.
std::vector<std::string> check_simulator(const Model& model, Seed seed, const CheckSimulatorOptions& options = {});

}  // namespace inquest
