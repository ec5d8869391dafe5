// RecordedLikelihood: a slow likelihood whose values are kept in a file, so that a run that was killed goes on.
//
// Samplers that are started again from their seed ask for the same points in the same order. What is on file answers at
// once, whatever state the sampler was in, until the calls go on where they ended: the numbers are those of a run that
// was never killed. Values that took less than 100 microseconds are not kept; to compute them again is quick. Nor are
// derivatives, which only likelihoods of that kind have.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "core/base/decorator.hpp"
#include "core/base/seed.hpp"
#include "core/model/likelihood.hpp"

namespace inquest {

class RecordedLikelihood final : public Decorator<Likelihood> {
 public:
  /// Reads what `path` holds of the same `version` of the likelihood; a value cut short by a kill is skipped. The file
  /// is made with the first value to keep. Throws Error(io).
  RecordedLikelihood(std::shared_ptr<const Likelihood> likelihood, std::string_view version,
                     std::filesystem::path path);

  /// As Likelihood has it; throws Error(io) where the file cannot be written.
  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override;

 private:
  using Keys = std::vector<std::uint64_t>;
  Keys keys_of(ConstMatrixView theta, std::span<const double> x) const;
  bool recall(const Keys& keys, std::span<double> out) const;
  void keep(const Keys& keys, std::span<const double> values) const;

  Seed version_;
  std::filesystem::path path_;
  std::unordered_map<std::uint64_t, double> recorded_;  // by the hash of theta, x and version
  mutable std::mutex mutex_;
  mutable std::ofstream file_;
  mutable std::chrono::steady_clock::time_point flushed_;
};

}  // namespace inquest
