// Tables of numbers from files that users have: text, .npy, and datasets in HDF5 files ("file.h5:/dataset").
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace inquest {

/// Numbers with their shape; text tables are [rows, columns].
struct Table {
  std::vector<std::size_t> shape;
  std::vector<double> values;
  std::vector<std::string> columns;  // names in a text, else empty
};

/// Reads by extension: .csv, .txt, .dat, .tsv (text_table.hpp), .npy, and .h5:/dataset, also .hdf5, .hdf and .nc, where
/// the only dataset of a file needs no name. With `columns` only those of a text are kept, in that order. Throws
/// Error(missing_input), Error(data) with file, line and column.
Table read_table(const std::string& location, const std::vector<std::string>& columns = {});

}  // namespace inquest
