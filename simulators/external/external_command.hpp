// ExternalCommand: a program of the user's that answers in files, started without a shell in the folder of the run
// file.
//
// The environment variable INQUEST_PARAMETERS names the columns of theta, with commas between them.
// The paths of the files are its last arguments; or, where it is persistent, a line of its standard input: it is
// started once for each place and answers one request after the other (worker.hpp).
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/config_node.hpp"
#include "simulators/external/scratch_folder.hpp"
#include "simulators/external/worker.hpp"

namespace inquest {

struct ExternalCommandOptions {
  std::vector<std::string> words;       // program and arguments
  std::vector<std::string> parameters;  // columns of theta
  std::int64_t workers = 1;             // that may run side by side
  double timeout = 600;                 // seconds of one start, or request
  bool persistent = false;
  std::string name = {};     // in messages; the words where it is empty
  std::string version = {};  // of its numbers; follows from the words and the files they name where it is empty
  std::vector<std::string> environment = {};  // "NAME=value", beside INQUEST_PARAMETERS
};

class ExternalCommand {
 public:
  /// Throws Error(config), at `node`, where no program is named or it is not there.
  ExternalCommand(ExternalCommandOptions options, const ConfigNode& node, const std::filesystem::path& base);
  ~ExternalCommand();

  struct End {
    ProcessEnd end;
    std::string problem;  // "ended with exit status 1"; empty where all went well
  };

  /// Has it work on `files` in the folder, once a place is free; thread-safe; throws Error(io).
  End run(const ScratchFolder& scratch, const std::vector<std::string>& files) const;

  /// "; it printed last: ..." after a run.
  std::string last_words(const ScratchFolder& scratch) const;

  std::string text() const;                                // its name, or the words as they are written
  const std::string& version() const { return version_; }  // changes with the words and with every file they name
  std::size_t workers() const { return static_cast<std::size_t>(options_.workers); }

 private:
  struct PersistentWorker;

  End start(const std::vector<std::string>& paths, const ScratchFolder& scratch) const;
  End ask(const std::vector<std::string>& paths, const ScratchFolder& scratch) const;
  std::unique_ptr<PersistentWorker> take_worker() const;

  ExternalCommandOptions options_;
  std::vector<std::string> arguments_;
  std::vector<std::string> environment_;
  std::filesystem::path directory_;
  std::string version_;
  mutable std::counting_semaphore<> free_workers_;
  mutable std::mutex idle_mutex_;
  mutable std::vector<std::unique_ptr<PersistentWorker>> idle_;  // of persistent ones
};

}  // namespace inquest
