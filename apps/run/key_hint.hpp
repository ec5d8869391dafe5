// Where a key that is not known would be known: most unknown keys stand in the wrong place.
#pragma once

#include <string>

#include "core/config/config_node.hpp"

namespace inquest {

/// What the key at the dotted `path` of the run file `root` may have been meant for, as the end of a message; empty
/// where nothing is like it.
std::string key_hint(const ConfigNode& root, const std::string& path);

/// Whether a run file has this key at its top.
bool is_run_file_key(const std::string& key);

}  // namespace inquest
