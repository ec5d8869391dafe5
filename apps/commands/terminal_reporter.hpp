// TerminalReporter: what a person sees of a run, and its log.
//
// On a terminal the last line is a bar with rate, detail and time left; in a pipe progress is a plain line every few
// seconds. Messages go to `out` and log.txt, warnings to `err` and log.txt, metrics nowhere.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <ostream>

#include "core/base/reporter.hpp"

namespace inquest {

struct ReporterOptions {
  std::ostream* out;
  std::ostream* err;
  bool terminal = false;  // `out` understands carriage returns and escape codes
  bool quiet = false;     // warnings alone
  bool (*stop_requested)() = nullptr;
  double seconds_between_lines = 10;  // of progress, in a pipe
};

/// What standard output and standard error are.
ReporterOptions standard_reporter_options(bool quiet);

class TerminalReporter final : public Reporter {
 public:
  /// Without a log, for what has no run directory.
  explicit TerminalReporter(const ReporterOptions& options);

  /// Goes on with a log that is there; throws Error(io).
  TerminalReporter(const ReporterOptions& options, const std::filesystem::path& log);
  ~TerminalReporter() override;

  void info(std::string_view message) override;
  void warning(std::string_view message) override;
  void progress(const Progress& progress) override;
  void metric(const Metric&) override {}
  bool stop_requested() const override;

 private:
  using Clock = std::chrono::steady_clock;
  struct Task {
    Clock::time_point start;
    std::int64_t first_done;
    Clock::time_point last_shown;
  };

  void clear_bar();
  void log(std::string_view message);
  std::string pace(const Task& task, const Progress& progress) const;

  ReporterOptions options_;
  std::ofstream log_;
  std::map<std::string, Task> tasks_;
  bool bar_shown_ = false;
  std::mutex mutex_;
};

/// Task, count, pace and detail: what a pipe gets.
std::string line_text(const Progress& progress, const std::string& pace);

/// The same after a bar, as far as it fits into a terminal of `width` columns.
std::string bar_text(const Progress& progress, const std::string& pace, std::size_t width);

}  // namespace inquest
