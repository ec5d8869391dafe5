// Files of a nested run that GetDist and anesthetic read.
#pragma once

#include <filesystem>

#include "evidence/nested/nested_run.hpp"

namespace inquest {

/// Writes `<root>_dead-birth.txt` (parameters, ln L, ln L at birth; one row a point, in the order of death, the last
/// live points included) and `<root>.paramnames`. A birth in the whole prior is -1e30. Throws Error(io).
void write_dead_birth(const NestedRun& run, const ParameterSpace& space, const std::filesystem::path& root);

}  // namespace inquest
