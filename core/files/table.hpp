// Tables of numbers from files that users have: text, .npy, arrays in .npz files ("file.npz:/array"), arrays and tables
// in HDF5 files ("file.h5:/dataset"), images and tables in FITS files ("file.fits:/SIMS").
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace inquest {

/// Numbers with their shape; text tables are [rows, columns].
struct Table {
  std::vector<std::size_t> shape;
  std::vector<double> values;
  std::vector<std::string> columns;  // names in a text, or a table in a FITS or HDF5 file, else empty
};

/// Reads by extension: .csv, .txt, .dat, .tsv, .ecsv (text_table.hpp), .npy, .npz:/array, .h5:/dataset, also .hdf5,
/// .hdf and .nc, and .fits:/part, also .fit, .fts and each with .gz or .fz behind (fits.hpp); the only array, dataset
/// or part of a file needs no name. With `columns` only those of a text, or of a table in a FITS or HDF5 file
/// (h5_table.hpp), are kept, in that order. Throws Error(missing_input), Error(data) with file, row and column.
Table read_table(const std::string& location, const std::vector<std::string>& columns = {});

/// Whether columns of a location can be asked for by name: it is a text, or a table in a FITS or HDF5 file. Throws as
/// read_table does on a file of the latter two.
bool names_columns(const std::string& location);

/// The names of the columns of such a table, in order, without those that have none; no names of anything else. Throws
/// as read_table does, but on no field that is no number.
std::vector<std::string> column_names(const std::string& location);

}  // namespace inquest
