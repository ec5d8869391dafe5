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
  std::vector<std::string> columns;  // of a CSV, else empty
};

/// Reads by extension: .csv, .txt, .dat, .tsv (commas or white space, '#' comment lines, "quoted" fields), .npy, and
/// .h5:/dataset. A first line without numbers names the columns; one that mixes numbers and text is an error. With
/// `columns` only those are kept, in that order, and others may hold text. "nan" is read as NaN; an empty field is an
/// error. Throws Error(missing_input), Error(data) with file, line and column.
Table read_table(const std::string& location, const std::vector<std::string>& columns = {});

}  // namespace inquest
