// Text of one line: names, labels, units, titles and paths, which end up in tables, file names and files of other
// programs. In double quotes YAML reads a backslash as the start of a character that nobody meant: "\nu" is a line
// break and a u, "\Lambda" a line separator and ambda.
#pragma once

#include <string>

#include "core/config/config_node.hpp"

namespace inquest {

/// The text of a scalar; throws Error(config), with the place, where it holds a control character.
const std::string& one_line(const ConfigNode& node);

}  // namespace inquest
