// ExternalCommand: a program of the user's that answers in files, started without a shell in the folder of the run
// file.
#pragma once

#include <filesystem>
#include <semaphore>
#include <string>
#include <vector>

#include "core/config/config_node.hpp"
#include "simulators/process.hpp"

namespace inquest {

/// A folder of its own for the files of one start, removed with it; throws Error(io).
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

struct ExternalCommandOptions {
  std::vector<std::string> words;  // program and arguments
  std::int64_t workers = 1;        // that may run side by side
  double timeout = 600;            // seconds of one start
};

class ExternalCommand {
 public:
  /// Throws Error(config), at `node`, where no program is named or it is not there.
  ExternalCommand(ExternalCommandOptions options, const ConfigNode& node, const std::filesystem::path& base);

  struct End {
    ProcessEnd end;
    std::string problem;  // "ended with exit status 1"; empty where all went well
  };

  /// Runs it with the paths of `files` in the folder after its own arguments, once a place is free; thread-safe.
  End run(const ScratchFolder& scratch, const std::vector<std::string>& files) const;

  /// "; it printed last: ..." after a run.
  std::string last_words(const ScratchFolder& scratch) const;

  std::string text() const;                                // the words as they are written
  const std::string& version() const { return version_; }  // changes with the words and with every file they name

 private:
  ExternalCommandOptions options_;
  std::vector<std::string> arguments_;
  std::filesystem::path directory_;
  std::string version_;
  mutable std::counting_semaphore<> free_workers_;
};

}  // namespace inquest
