// The registry: an explicit table from names to simulators. Adding one is one line in registry.cpp.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/config/config_node.hpp"
#include "core/model/model.hpp"

namespace inquest {

/// What a model's entry in the run file says of its simulator.
struct SimulatorRequest {
  ConfigNode simulator;                 // a registered name, {command: ...} or {data: ...}
  ConfigNode options;                   // of a registered one; may be null
  std::vector<std::string> parameters;  // listed in the run file, free and fixed, in order
  std::filesystem::path base;           // folder that relative paths start from
};

/// Builds the simulator that `request` names; throws Error(config) on an unknown name or option, or on parameters the
/// simulator does not have, and Error(missing_input / data) on its files.
SimulatorBundle make_simulator(const SimulatorRequest& request);

struct SimulatorEntry {
  std::string name;
  std::string doc;
  std::vector<std::string> parameters;  // "" where it depends on the options
};

/// All registered simulators, for `inquest list simulators`.
std::vector<SimulatorEntry> registered_simulators();

}  // namespace inquest
