// The JSON Schema of the run file.
#pragma once

#include <string>

namespace inquest {

/// From the lists of fields that also read and check a run file, with the methods of all routes.
std::string run_file_schema();

}  // namespace inquest
