// SimulationStore: simulations on disk, in shards that are whole or absent.
//
//   simulations/<model>/000000.h5   rows [0, shard_rows), immutable: theta [n, d], x [n, ...], status [n], seed [n]
//   simulations.h5                  /<model>/theta, x, status, seed: all rows as one (virtual datasets over the shards)
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/model/model.hpp"

namespace inquest {

class Reporter;

class SimulationStore {
 public:
  static constexpr std::size_t shard_rows = 10000;

  /// Opens the store of a run directory; folders are made on the first write.
  explicit SimulationStore(std::filesystem::path run_directory);

  /// Number of rows of `model` on disk without a gap from row 0.
  std::size_t rows(const std::string& model) const;

  /// Writes rows [first, first + n) of `model`; first is a multiple of shard_rows.
  void write(const Model& model, std::size_t first, const Simulations& simulations);

  /// Reads rows [first, first + count); throws Error(data) where a shard is missing or cut short.
  Simulations read(const std::string& model, std::size_t first, std::size_t count) const;

  /// Reads the status of all rows.
  std::vector<SimulationStatus> status(const std::string& model) const;

  /// Writes simulations.h5 over the first `rows` rows of each model.
  void write_index(const ModelSet& models, std::size_t rows) const;

  const std::filesystem::path& directory() const { return directory_; }

 private:
  std::filesystem::path shard_path(const std::string& model, std::size_t first) const;
  std::filesystem::path directory_;
};

struct SimulateOptions {
  std::size_t rows = 0;            // per model
  double failure_tolerance = 0.1;  // share of failed rows above which the run stops
};

/// Makes the rows that the store lacks, shard by shard, on all threads; throws Error(data) with the last message of the
/// simulator when too many fail, Error(interrupted) between shards. Failed rows are counted in a warning.
void simulate_missing(const ModelSet& models, SimulationStore& store, Seed seed, const SimulateOptions& options,
                      Reporter& reporter);

}  // namespace inquest
