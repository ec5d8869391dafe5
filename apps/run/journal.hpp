// Journal: metrics.jsonl, one JSON object per line, which grows over all sittings of a run.
//
//   {"task": "lambda.npe.0", "epoch": 3, "train_loss": -1.2, ...}     a metric of the library
//   {"stage": "train", "seconds": 12.3}                               time spent on a stage in one sitting
//   {"estimator": "lambda.npe", "seconds": 4.5}                       time spent on training an estimator
//   {"estimator": "lambda.auto.npe", "trained": "lambda.npe"}         an estimator whose networks are those of another
//   {"warning": "...", "during": "train"}
//   {"estimator": "lambda.npe", "plan": "5f1c..."}                    what an estimator is trained by
//   {"estimator": "lambda.npe", "forgotten": true}                    it is trained anew
//
// Times, plans and the warnings of simulations and trainings are read back, so that a resumed run knows what its
// earlier sittings took and said; all other warnings are told again by every sitting. Threads may write at the same
// time.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "core/base/reporter.hpp"

namespace inquest {

class Journal {
 public:
  /// Reads what is there and goes on after it; a line cut short by a kill is skipped. Throws Error(io).
  explicit Journal(std::filesystem::path path);

  // Each writes a line; throws Error(io), for instance when the disk is full.
  void add_metric(const Metric& metric);
  void add_stage(const std::string& stage, double seconds);
  void add_estimator(const std::string& estimator, double seconds);
  void add_sharing(const std::string& estimator, const std::string& trained);
  void add_warning(const std::string& warning);
  void add_plan(const std::string& estimator, const std::string& plan);

  /// Of the stage that now begins are the warnings that follow.
  void begin_stage(const std::string& stage);

  /// Time and warnings of an estimator that is to be trained anew.
  void forget(const std::string& estimator);

  // Sums over all sittings.
  double stage_seconds(const std::string& stage) const;
  double estimator_seconds(const std::string& estimator) const;  // of its networks, also of those it has from another

  /// The last plan of an estimator; empty where none was added.
  std::string plan(const std::string& estimator) const;

  /// Each once, in alphabetical order: networks that train side by side warn in any order.
  std::set<std::string> warnings() const;

 private:
  void read();

  // These need the lock.
  void append(const std::string& line);
  void drop(const std::string& estimator);

  std::filesystem::path path_;
  std::ofstream out_;
  std::map<std::string, double> stages_;
  std::map<std::string, double> estimators_;
  std::map<std::string, std::string> trained_;  // the estimator that each sharing one has its networks of
  std::map<std::string, std::string> plans_;
  std::string stage_;
  std::set<std::string> warnings_;
  mutable std::mutex mutex_;
};

}  // namespace inquest
