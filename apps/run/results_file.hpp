// results.json, which says to other programs what a run concluded.
//
// Equal runs give equal files, resumed or not, but for the times: the keys `wall_seconds` and `seconds`.
#pragma once

#include <filesystem>

#include "apps/run/results.hpp"

namespace inquest {

/// Which parts of results.json a stage writes anew; the others stay as they are.
enum class ResultsPart { posterior, evidence, all };

/// Writes results.json, the verdict on them included; throws Error(io).
void write_results(const std::filesystem::path& path, const Results& results, ResultsPart part = ResultsPart::all);

}  // namespace inquest
