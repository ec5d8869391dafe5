// Progress of networks that train side by side, shown as that of one task.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/reporter.hpp"

namespace inquest {

/// The share that is done of all jobs, and the network that spoke last.
class JobsProgress {
 public:
  JobsProgress(Reporter& reporter, std::size_t jobs) : reporter_(reporter), shares_(jobs, 0.0) {}

  /// `share` of a job is done; 1 ends it.
  void update(std::size_t job, double share, const std::string& detail);

 private:
  Reporter& reporter_;
  std::mutex mutex_;
  std::vector<double> shares_;
};

/// What one job reports to.
class JobReporter final : public Reporter {
 public:
  JobReporter(Reporter& reporter, JobsProgress& progress, std::size_t job)
      : reporter_(reporter), progress_(progress), job_(job) {}

  void info(std::string_view message) override { reporter_.info(message); }
  void warning(std::string_view message) override { reporter_.warning(message); }
  void metric(const Metric& metric) override { reporter_.metric(metric); }
  bool stop_requested() const override { return reporter_.stop_requested(); }
  void progress(const Progress& progress) override;

 private:
  Reporter& reporter_;
  JobsProgress& progress_;
  std::size_t job_;
};

}  // namespace inquest
