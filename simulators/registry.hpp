// The registry: an explicit table from names to simulators. Adding one is one line in registry.cpp.
#pragma once

#include <string>
#include <vector>

#include "core/config/documentation.hpp"
#include "core/model/model.hpp"
#include "simulators/request.hpp"

namespace inquest {

/// Builds the simulator that `request` names; throws Error(config) on an unknown name or option, or on parameters the
/// simulator does not have, and Error(missing_input / data) on its files.
SimulatorBundle make_simulator(const SimulatorRequest& request);

/// The options of `request` (of one that is written as a mapping: the whole of it) with every default filled
/// in, for resolved.yaml; throws Error(config).
ConfigNode resolve_simulator_options(const SimulatorRequest& request);

struct SimulatorEntry {
  std::string name;
  std::string doc;
  std::string parameters;         // "H0, Om; w where dark_energy is w"
  std::vector<FieldDoc> options;  // for the documentation
};

/// All registered simulators, for `inquest list simulators`.
std::vector<SimulatorEntry> registered_simulators();

}  // namespace inquest
