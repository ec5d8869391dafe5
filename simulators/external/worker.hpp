// Worker: a child process that stays, and answers requests line by line.
//
// A request is a line on its standard input; it is answered by the line "done" on its standard output, and by nothing
// else. What it prints on its standard error goes to a file. At the end of its input it leaves.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/files/descriptor.hpp"
#include "simulators/external/process.hpp"

namespace inquest {

class Worker {
 public:
  /// Starts the program, with `environment` as ProcessOptions has it; throws Error(io).
  Worker(std::vector<std::string> arguments, const std::filesystem::path& directory,
         const std::filesystem::path& error_file, std::vector<std::string> environment = {});

  /// Ends its input and, after a second, itself; nothing that it started outlives it.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  struct Answer {
    ProcessEnd end = ProcessEnd::exited;
    std::string problem = {};  // "ended with exit status 1 before it answered"; empty where it answered
  };

  /// Asks, and waits for the answer for `timeout` seconds. After a problem it is of no further use.
  Answer ask(const std::string& line, double timeout);

 private:
  Answer read_answer(std::chrono::steady_clock::time_point deadline);
  Answer why_it_is_silent();

  Descriptor input_;   // what it reads
  Descriptor output_;  // what it writes
  pid_t child_ = 0;    // none once it has been ended
};

/// How a process ended, in words: "ended with exit status 1"; empty for the exit status 0.
std::string describe(const ProcessResult& result);

}  // namespace inquest
