// Which columns of theta hold a simulator's parameters: the run file lists them in the order its author likes.
#pragma once

#include <string>
#include <vector>

#include "simulators/request.hpp"

namespace inquest {

/// Column in `request.parameters` of each of `names`; throws Error(config) where one is not listed, or where one is
/// listed that is neither in `names` nor in `optional`.
std::vector<std::size_t> parameter_columns(const SimulatorRequest& request, const std::vector<std::string>& names,
                                           const std::vector<std::string>& optional = {});

}  // namespace inquest
