// A reporter that counts the epochs of trainings and can ask them to stop.
#pragma once

#include <atomic>
#include <limits>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/reporter.hpp"

namespace inquest::testing {

class TrainingRecorder final : public Reporter {
 public:
  /// Asks to stop once `stop_after` epochs have ended.
  explicit TrainingRecorder(int stop_after = std::numeric_limits<int>::max()) : stop_after_(stop_after) {}

  void info(std::string_view) override {}
  void warning(std::string_view message) override {
    const std::lock_guard lock(mutex_);
    warnings_.emplace_back(message);
  }
  void progress(const Progress&) override {}
  void metric(const Metric&) override { ++epochs_; }
  bool stop_requested() const override { return epochs_ >= stop_after_; }

  int epochs() const { return epochs_; }
  std::vector<std::string> warnings() const {
    const std::lock_guard lock(mutex_);
    return warnings_;
  }

 private:
  int stop_after_;
  std::atomic<int> epochs_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> warnings_;
};

}  // namespace inquest::testing
