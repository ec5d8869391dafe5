// Comparison of a run file with the one that a run directory was started with.
#pragma once

#include <string>
#include <vector>

#include "core/config/config_node.hpp"

namespace inquest {

/// Every value of `now` that is not that of `before`: "simulations.train = 5000 (was 2000)".
std::vector<std::string> differences(const ConfigNode& now, const ConfigNode& before);

/// The differences that would make the files of a run disagree with each other. A run may be resumed with other
/// `draws`, `diagnostics`, `report`, `name` or `folder`, and with routes that it did not have.
std::vector<std::string> obstacles_to_resume(const ConfigNode& now, const ConfigNode& before);

}  // namespace inquest
