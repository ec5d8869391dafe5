// The table that ends a run: posterior per model and route, log K in words, and the verdict.
#pragma once

#include <string>

#include "apps/run/results.hpp"
#include "apps/run/run.hpp"

namespace inquest {

std::string summary_table(const Run& run, const Results& results);

/// ln K of each pair of models, with its error and in words.
std::string log_k_table(const EvidenceEstimate& estimate);

/// Columns padded to their widest cell; the first line is the header.
std::string aligned(const std::vector<std::vector<std::string>>& rows, const std::string& indent);

}  // namespace inquest
