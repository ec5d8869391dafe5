// Tables of numbers from files that users have: text, .npy, arrays in .npz files ("file.npz:/array") and datasets in
// HDF5 files ("file.h5:/dataset").
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

/// Reads by extension: .csv, .txt, .dat, .tsv, .ecsv (text_table.hpp), .npy, .npz:/array, and .h5:/dataset, also .hdf5,
/// .hdf and .nc; the only array or dataset of a file needs no name. With `columns` only those of a text are kept, in
/// that order. Throws Error(missing_input), Error(data) with file, line and column.
Table read_table(const std::string& location, const std::vector<std::string>& columns = {});

/// Whether a location is of a text, by its extension.
bool is_text_table(const std::string& location);

/// The names of the columns of a text, in order, without those that have none; no names of another file. Throws as
/// read_table does, but on no field that is no number.
std::vector<std::string> column_names(const std::string& location);

}  // namespace inquest
