// Files of a nested run in the layout of PolyChord, which GetDist and anesthetic read; weights are in the chain itself.
#pragma once

#include <filesystem>

#include "evidence/nested/log_evidence.hpp"

namespace inquest {

/// Writes `<root>_dead-birth.txt` (parameters, ln L, ln L at birth; one row a point, in the order of death, the last
/// live points included), `<root>_phys_live-birth.txt` (those last live points alone) and `<root>.paramnames`. A birth
/// in the whole prior is -1e30. Throws Error(io).
void write_births(const NestedRun& run, const ParameterSpace& space, const std::filesystem::path& root);

/// Writes `<root>.stats`: ln Z with its error on line 9, the numbers of points and calls, and mean and standard
/// deviation of each parameter, from weighted draws of which `equal` have equal weights elsewhere. Throws Error(io).
void write_stats(const LogEvidence& found, const Draws& weighted, std::size_t equal, const std::filesystem::path& root);

}  // namespace inquest
