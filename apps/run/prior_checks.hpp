// Priors that double precision is too short for.
#pragma once

#include "core/config/config_node.hpp"
#include "core/model/model.hpp"

namespace inquest {

/// Throws Error(config) on a prior of a width whose square is no number in double precision, so that no variance would
/// be one either; `given` is the section `models` of the run file.
void check_widths(const ConfigNode& given, const ModelSet& models);

/// Throws Error(config) on a prior whose draws, from which everything is learned, are too often the number next to one
/// of its ends.
void check_edges(const ConfigNode& given, const ModelSet& models);

}  // namespace inquest
