// The `inquest` command: an explicit table of subcommands, each in a file of commands/.
#pragma once

#include <string>
#include <vector>

namespace inquest {

struct Command {
  std::string name;
  std::string arguments;  // as usage shows them: "FILE"
  std::string doc;        // one line
  void (*run)(const std::vector<std::string>& arguments);
};

const std::vector<Command>& commands();

/// Runs the command that the words after the program's name ask for; throws Error.
void run_command_line(const std::vector<std::string>& words);

}  // namespace inquest
