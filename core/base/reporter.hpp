// Reporter: how the library speaks. It never prints; it hands messages, progress and metrics to whoever runs it.
//
// Implementations are thread-safe: networks train side by side.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inquest {

struct Progress {
  std::string task;  // "simulate lambda", "train lambda.npe"
  std::int64_t done = 0;
  std::int64_t total = 0;     // 0 where unknown
  std::string unit = "rows";  // what done counts
  std::string detail;         // "loss -1.23"
};

struct Metric {
  std::string task;
  std::vector<std::pair<std::string, double>> values;  // {"epoch", 3}, {"train_loss", -1.2}, ...
};

class Reporter {
 public:
  virtual ~Reporter() = default;

  virtual void info(std::string_view message) = 0;

  /// Something the user must know; it also stands in results.json.
  virtual void warning(std::string_view message) = 0;

  virtual void progress(const Progress& progress) = 0;

  /// One line of metrics.jsonl.
  virtual void metric(const Metric& metric) = 0;

  /// True once the user asked to stop; long loops poll it and throw Error(interrupted).
  virtual bool stop_requested() const = 0;
};

/// Discards everything; for tests and for callers who do not care.
class SilentReporter final : public Reporter {
 public:
  void info(std::string_view) override {}
  void warning(std::string_view) override {}
  void progress(const Progress&) override {}
  void metric(const Metric&) override {}
  bool stop_requested() const override { return false; }
};

/// Throws Error(interrupted) if the user asked to stop.
void throw_if_stopped(const Reporter& reporter);

}  // namespace inquest
