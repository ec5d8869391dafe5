// Child processes of tests: started, watched, killed, and what they said.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace inquest::testing {

struct ProcessOptions {
  std::filesystem::path folder = ".";               // that it runs in
  std::optional<std::size_t> file_size_limit = {};  // bytes that a file may have, as if the disk were full then
  std::function<bool()> until = {};                 // polled; once true, `signal` is sent
  int signal = 9;                                   // SIGKILL
  std::chrono::seconds time_limit{300};             // after which it is killed
};

struct ProcessResult {
  int status = -1;  // exit status, or -signal where a signal ended it
  std::string out;
  std::string err;
};

/// Runs a program with its arguments to its end.
ProcessResult run_process(const std::vector<std::string>& words, const ProcessOptions& options = {});

}  // namespace inquest::testing
