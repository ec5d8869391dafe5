// Child processes: started without a shell, each in a process group of its own, with their output in a file and their
// time limited.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace inquest {

struct ProcessOptions {
  std::vector<std::string> arguments;         // the first is the path of the program
  std::filesystem::path directory;            // in which it runs
  std::filesystem::path output;               // file that takes its standard output and standard error
  double timeout = 0;                         // seconds, after which it and what it started are killed
  std::vector<std::string> environment = {};  // "NAME=value", beside this process\'s own
};

enum class ProcessEnd { exited, killed_by_signal, timed_out };

struct ProcessResult {
  ProcessEnd end = ProcessEnd::exited;
  int code = 0;  // exit status, or number of the signal
};

/// Runs a program to its end; nothing that it started outlives it. Throws Error(io) where it cannot be started.
ProcessResult run_process(const ProcessOptions& options);

/// Descriptors that become the standard ones of a child.
struct StandardFiles {
  int input;
  int output;
  int error;
};

/// Starts a program as the leader of a process group, with `environment` as ProcessOptions has it; throws Error(io). To
/// be ended by `end_process`.
pid_t start_process(std::vector<std::string> arguments, const std::filesystem::path& directory,
                    const StandardFiles& files, std::vector<std::string> environment = {});

/// True once the child has ended, without taking its status; false at the deadline.
bool wait_for_process(pid_t child, std::chrono::steady_clock::time_point deadline);

/// Kills all children that have not been ended, and what they started; a signal handler may call it.
void kill_all_processes();

/// Kills the child if it is still there, and with it all that it started; how it ended.
ProcessResult end_process(pid_t child);

/// Absolute path of the executable that `name` means: a name with a slash starts from `base`, others are searched for
/// on the PATH; nothing where there is none.
std::optional<std::filesystem::path> find_program(const std::string& name, const std::filesystem::path& base);

}  // namespace inquest
