// Truth: values of parameters that the user knows, of an observation that was simulated; a report shows them beside the
// posteriors, and nothing else follows from them.
#pragma once

#include <map>
#include <string>

#include "core/config/config_node.hpp"
#include "core/model/model.hpp"

namespace inquest {

/// The values of `node`, {Om: 0.3, ...}, by name; none where it is null. Throws Error(config) with the place of a name
/// that is free in no model, or of a value that is no finite number.
std::map<std::string, double> read_truth(const ConfigNode& node, const ModelSet& models);

}  // namespace inquest
