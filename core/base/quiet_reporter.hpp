// QuietReporter: passes on progress and the wish to stop alone, for work whose messages would mislead.
#pragma once

#include "core/base/reporter.hpp"

namespace inquest {

class QuietReporter final : public Reporter {
 public:
  /// `next` must outlive it.
  explicit QuietReporter(Reporter& next) : next_(next) {}

  void info(std::string_view) override {}
  void warning(std::string_view) override {}
  void progress(const Progress& progress) override { next_.progress(progress); }
  void metric(const Metric&) override {}
  bool stop_requested() const override { return next_.stop_requested(); }

 private:
  Reporter& next_;
};

}  // namespace inquest
