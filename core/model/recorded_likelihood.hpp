// RecordedLikelihood: a slow likelihood whose values are kept in a file, so that a run that was stopped or killed goes
// on, and which looks between calls of it whether the user wants to stop.
//
// Samplers that are started again from their seed ask for the same points in the same order. What is on file answers at
// once, whatever state the sampler was in, until the calls go on where they ended: the numbers are those of a run that
// was never killed, as far as the likelihood of a row does not depend on the rows beside it. Values that took less than
// 100 microseconds are not kept; to compute them again is quick. Nor are derivatives, which only likelihoods of that
// kind have.
//
// The version of a likelihood does not tell of all that it reads. Of some values the parameters are kept too, and
// before a file answers, these are computed again: where they differ, the file is dropped.
#pragma once

#include <atomic>
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

class Reporter;

class RecordedLikelihood final : public Decorator<Likelihood> {
 public:
  /// Reads what `path` holds of the same `version` of the likelihood; a value cut short by a kill is skipped. The file
  /// is made with the first value to keep. `lanes` calls are made side by side. Throws Error(io).
  RecordedLikelihood(std::shared_ptr<const Likelihood> likelihood, std::string_view version, std::filesystem::path path,
                     Reporter& reporter, std::size_t lanes = 1);

  /// As Likelihood has it; throws Error(io) where the file cannot be written, and Error(interrupted) between two calls,
  /// of a second or more where that is faster by the row, when the user stops; what was computed until then is kept.
  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override;

 private:
  using Keys = std::vector<std::uint64_t>;
  Keys keys_of(ConstMatrixView theta, std::span<const double> x) const;
  void compare_with_file(std::span<const double> x, std::size_t columns) const;
  void drop_file() const;
  std::size_t recall(const Keys& keys, std::span<double> out) const;
  void compute(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const;
  void adapt(std::size_t rows, double seconds) const;
  void keep(const Keys& keys, ConstMatrixView theta, std::span<const double> values) const;

  Seed version_;
  std::filesystem::path path_, checked_path_;
  Reporter& reporter_;
  std::size_t lanes_;
  mutable std::unordered_map<std::uint64_t, double> recorded_;  // by the hash of theta, x and version
  mutable std::once_flag compared_;
  mutable std::atomic<std::size_t> rows_of_call_;  // 1 of a program that was not asked yet; any number of others
  mutable std::atomic<double> seconds_of_row_;     // in such a call; infinite before the first
  mutable std::mutex mutex_;
  mutable std::ofstream file_, checked_file_;
  mutable std::size_t kept_calls_ = 0;
  mutable std::chrono::steady_clock::time_point flushed_;
};

}  // namespace inquest
