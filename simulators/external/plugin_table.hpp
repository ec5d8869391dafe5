// The tables of plugin_abi.h that a library exports, each checked before anything in it is believed.
#pragma once

#include <string>

#include "simulators/external/plugin_abi.h"
#include "simulators/external/shared_library.hpp"

namespace inquest {

/// The table of the simulator called `name`, or of the only one where `name` is empty; what a table of another length
/// does not have is null. Throws Error(config) where there is no such simulator, and Error(data) where the library
/// exports none, is made for another version of the interface, or has a table without what must be there. `library` is
/// what messages call it.
inquest_simulator find_table(const SharedLibrary& from, const std::string& library, const std::string& name);

}  // namespace inquest
