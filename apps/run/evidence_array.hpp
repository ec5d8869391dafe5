// ln K at many observations as a table or an array: what `inquest evidence --observations` writes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/infer/evidence_estimate.hpp"

namespace inquest {

/// ln K at one observation, and whether something speaks against it.
struct ComparedObservation {
  EvidenceEstimate estimate;
  bool in_doubt = false;
};

/// Throws Error(usage) unless the name ends in .csv, .npy, .h5 or .hdf5.
void check_evidence_file(const std::filesystem::path& path);

/// Writes those of n observations, which are of the same m models: .csv with a row for each pair of models i < j of
/// each observation; .npy [n, pairs, 4]: ln K, its error, and 1 where it is a lower bound and where it is in doubt;
/// HDF5 with `log_k`, `log_k_error`, `lower_bound` [n, m, m], `in_doubt` [n] and `models` [m]. Throws Error(io).
void write_evidence(const std::filesystem::path& path, const std::vector<ComparedObservation>& compared);

/// The table as text.
std::string evidence_as_csv(const std::vector<ComparedObservation>& compared);

}  // namespace inquest
