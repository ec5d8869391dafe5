// BatchFailures: what a simulator that runs other programs tells of those that do not take any number of rows.
#pragma once

#include <string>

namespace inquest {

class BatchFailures {
 public:
  virtual ~BatchFailures() = default;

  /// What a batch failed with whose rows then all succeeded in smaller ones; empty where none did; thread-safe.
  virtual std::string batch_failure() const = 0;
};

}  // namespace inquest
