// Presets: the networks that another package takes by default, family by family.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "flows/families/flow_family.hpp"

namespace inquest {

/// Names of the presets with what they are: "inquest", "sbi", "lampe".
const std::vector<std::pair<std::string, std::string>>& flow_presets();

/// The family of this name as the preset has it.
FlowFamily preset_family(const std::string& preset, const std::string& name);

}  // namespace inquest
