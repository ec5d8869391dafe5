// NamedReporter: puts a name before what is said, for callees that do not know what they are called.
#pragma once

#include <string>

#include "core/base/error.hpp"
#include "core/base/reporter.hpp"

namespace inquest {

class NamedReporter final : public Reporter {
 public:
  /// `next` must outlive it.
  NamedReporter(std::string name, Reporter& next) : name_(std::move(name)), next_(next) {}

  void info(std::string_view message) override { next_.info(concat(name_, ": ", message)); }
  void warning(std::string_view message) override { next_.warning(concat(name_, ": ", message)); }
  void progress(const Progress& progress) override { next_.progress(progress); }
  void metric(const Metric& metric) override { next_.metric(metric); }
  bool stop_requested() const override { return next_.stop_requested(); }

 private:
  std::string name_;
  Reporter& next_;
};

}  // namespace inquest
