// Tables of numbers from files that users have: .csv, .npy, and datasets in HDF5 files ("file.h5:/dataset").
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"

namespace inquest {

/// Numbers with their shape; a CSV also has column names (from its first line that is not a comment).
struct Table {
  std::vector<std::size_t> shape;
  std::vector<double> values;
  std::vector<std::string> columns;  // of a CSV, else empty
};

/// Reads by extension: .csv (comma or white space, '#' comments, a header line), .npy, .h5:/dataset. With `columns`
/// only those of a CSV are kept, in that order. Throws Error(missing_input), Error(data) with file, line and column.
Table read_table(const std::string& location, const std::vector<std::string>& columns = {});

}  // namespace inquest
