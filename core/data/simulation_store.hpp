// SimulationStore: simulations on disk, in shards that are whole or absent.
//
//   simulations/<model>/000000.h5   rows [0, shard_rows): theta [n, d], x [n, ...], status [n], seed [n]
//   simulations.h5                  /<model>/theta, x, status, seed: all rows as one. Up to 64 MiB they are copies, and
//                                   the file is whole; beyond, it needs the shards beside it (virtual datasets)
//
// The last shard may be short. It is replaced, whole, by a longer one when there are more rows; no other ever changes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/model/model.hpp"

namespace inquest {

class SimulationStore {
 public:
  static constexpr std::size_t shard_rows = 10000;

  /// Opens the store of a run directory; folders are made on the first write.
  explicit SimulationStore(std::filesystem::path run_directory);

  /// Number of rows of `model` on disk without a gap from row 0; throws Error(data) on a shard that is cut short.
  std::size_t rows(const std::string& model) const;

  /// Number of rows in the shard that begins at row `first`, a multiple of shard_rows; 0 where there is none.
  std::size_t rows_in_shard(const std::string& model, std::size_t first) const;

  /// Throws Error(config) if rows of `model` were written with another fingerprint.
  void check_fingerprint(const std::string& model, const std::string& fingerprint) const;

  /// Writes the shard of `model` that begins at row `first`, a multiple of shard_rows, with at most as many rows.
  /// `fingerprint` says what the rows were made with.
  void write(const Model& model, std::size_t first, const Simulations& simulations, const std::string& fingerprint);

  /// Reads rows [first, first + count); throws Error(data) where a shard is missing or cut short.
  Simulations read(const std::string& model, std::size_t first, std::size_t count) const;

  /// Reads the status of all rows.
  std::vector<SimulationStatus> status(const std::string& model) const;

  /// Writes simulations.h5 over the first `rows` rows of each model that has a simulator.
  void write_index(const ModelSet& models, std::size_t rows) const;

  /// Writes a file as simulations.h5 is, `whole` or with virtual datasets.
  void write_all(const std::filesystem::path& path, const ModelSet& models, std::size_t rows, bool whole) const;

  const std::filesystem::path& directory() const { return directory_; }

 private:
  std::filesystem::path shard_path(const std::string& model, std::size_t first) const;
  std::filesystem::path directory_;
};

}  // namespace inquest
