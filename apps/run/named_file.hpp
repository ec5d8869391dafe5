// The place in the run file that names a file: where something is wrong with the file, that is where a user looks
// first.
#pragma once

#include <string>

#include "core/config/config_node.hpp"

namespace inquest {

/// The value within `node` whose text `message` has in it, the longest of several; null where none has.
const ConfigNode* named_in(const ConfigNode& node, const std::string& message);

/// Calls `use`, which reads files that `node` names; what it throws of one of these begins with the place that names
/// it.
template <class Use>
auto with_place(const ConfigNode& node, const Use& use) {
  try {
    return use();
  } catch (const Error& error) {
    const std::string message = error.what();
    const ConfigNode* place = message.starts_with(node.source() + ":") ? nullptr : named_in(node, message);
    if (place == nullptr) throw;
    raise(error.kind(), concat(place->where(), ": ", message));
  }
}

}  // namespace inquest
