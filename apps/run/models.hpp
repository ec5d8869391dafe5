// The models of a run file: each a simulator, a likelihood, or both, over parameters with priors.
#pragma once

#include <filesystem>

#include "core/config/config_node.hpp"
#include "core/model/model.hpp"

namespace inquest {

/// Builds all models of the section `node`, and replaces it by its resolved form. What a likelihood without a simulator
/// takes has the size of what simulators make, or else of `observation`, which may then be null: 0. Throws
/// Error(config / missing_input / data).
ModelSet read_models(ConfigNode& node, const ConfigNode& observation, const std::filesystem::path& folder);

}  // namespace inquest
