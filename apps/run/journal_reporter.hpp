// JournalReporter: passes on what the library says, and keeps warnings and metrics in the journal of the run.
#pragma once

#include "apps/run/journal.hpp"
#include "core/base/reporter.hpp"

namespace inquest {

class JournalReporter final : public Reporter {
 public:
  /// Both must outlive it.
  JournalReporter(Reporter& next, Journal& journal) : next_(next), journal_(journal) {}

  void info(std::string_view message) override { next_.info(message); }
  void progress(const Progress& progress) override { next_.progress(progress); }
  bool stop_requested() const override { return next_.stop_requested(); }

  void warning(std::string_view message) override {
    journal_.add_warning(std::string(message));
    next_.warning(message);
  }

  void metric(const Metric& metric) override {
    journal_.add_metric(metric);
    next_.metric(metric);
  }

 private:
  Reporter& next_;
  Journal& journal_;
};

}  // namespace inquest
