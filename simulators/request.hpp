// SimulatorRequest: what a model's entry in the run file says of its simulator.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/config/config_node.hpp"

namespace inquest {

struct SimulatorRequest {
  ConfigNode simulator;                      // a registered name, {command: ...}, {plugin: ...} or {data: ...}
  ConfigNode options;                        // of a registered one; may be null
  std::vector<std::string> parameters;       // listed in the run file, free and fixed, in order
  std::filesystem::path base;                // folder that relative paths start from
  std::vector<std::string> data_names = {};  // of the data in other models, whose order holds here; or none
  std::vector<std::string> fixed = {};       // those of the parameters that have a value, hence no column in an archive
};

}  // namespace inquest
