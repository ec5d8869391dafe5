// RunDirectory: where the files of a run are.
//
//   run.yaml  resolved.yaml  results.json  log.txt  metrics.jsonl  simulations.h5  simulations/  estimators/
//   posteriors/  diagnostics/  report.html  figures/
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/estimator/estimator_folder.hpp"

namespace inquest {

struct Run;

class RunDirectory {
 public:
  explicit RunDirectory(std::filesystem::path path) : path_(std::move(path)) {}

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path run_file() const { return path_ / "run.yaml"; }
  std::filesystem::path resolved() const { return path_ / "resolved.yaml"; }
  std::filesystem::path results() const { return path_ / "results.json"; }
  std::filesystem::path log() const { return path_ / "log.txt"; }
  std::filesystem::path metrics() const { return path_ / "metrics.jsonl"; }
  std::filesystem::path report() const { return path_ / "report.html"; }
  std::filesystem::path figures() const { return path_ / "figures"; }
  EstimatorFolder estimators() const { return EstimatorFolder(path_ / "estimators"); }

  /// Files of a chain but for their last extension.
  std::filesystem::path chain(const std::string& name) const { return path_ / "posteriors" / name; }

  /// Files of a calibration but for the ends of their names.
  std::filesystem::path diagnostics(const std::string& name) const { return path_ / "diagnostics" / name; }

  /// True for a folder that a run has been started in.
  bool is_run() const { return std::filesystem::exists(resolved()); }

 private:
  std::filesystem::path path_;
};

/// What is done about a run directory that is there already.
enum class IfExists {
  refuse,   // Error(usage)
  resume,   // go on with it, if it is of the same run
  replace,  // remove what inquest wrote in it
};

struct OpenedRun {
  RunDirectory directory;
  std::vector<std::string> changes;  // of the run file since it was last gone on with, as `differences` tells them
};

/// Makes the directory with run.yaml and resolved.yaml, or goes on with the one that is there, from which the answers
/// are removed where the run file has changed, and the report alone where nothing else follows from the change. Throws
/// Error(usage) where there is one and `if_exists` refuses, or where it is not a run directory; Error(config) with the
/// keys that differ where its simulations are of another run; Error(io).
OpenedRun open_run_directory(const std::filesystem::path& path, const Run& run, IfExists if_exists);

/// Keeps other processes out of a run directory while it lives.
class RunLock {
 public:
  /// Throws Error(usage) where another process holds it.
  explicit RunLock(const RunDirectory& directory);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace inquest
