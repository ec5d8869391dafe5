// The process of an isolated plugin, which answers line by line as worker.hpp has it: inquest-plugin, a small program
// beside the command, or the command itself where that is not there.
#pragma once

#include <string>
#include <vector>

#include "core/config/config_node.hpp"

namespace inquest {

/// The first argument of such a process; no subcommand for users.
inline constexpr const char* plugin_worker_command = "serve-plugin";

/// The words that start one for {plugin: ...}, in the folder of the run file.
std::vector<std::string> plugin_worker_words(const ConfigNode& simulator);

/// Answers requests until the standard input ends; `words` are those behind the program, and INQUEST_PARAMETERS names
/// the columns of theta. Four paths of a line are those of a simulator, three those of a likelihood. What the
/// plugin prints goes to the standard error. Throws Error where a request cannot be answered.
void serve_plugin(const std::vector<std::string>& words);

}  // namespace inquest
