// Tables in HDF5 files: datasets [rows] of records with named members (compound types), as astropy, PyTables and
// h5py write them.
#pragma once

#include <string>
#include <vector>

#include "core/base/shape.hpp"
#include "core/files/h5.hpp"

namespace inquest {

struct H5Table {
  Shape shape;  // [rows, numbers], and [rows, ...] of one member that holds arrays of several dimensions
  std::vector<double> values;
  std::vector<std::string> columns;  // names of the numbers of a row, flux_1, flux_2, ... of a member with arrays
};

/// Whether a dataset holds records. Throws Error(data) where there is none of this name.
bool is_h5_table(const H5File& file, const std::string& dataset);

/// Reads these members, or all; each may be one number of an array, flux_3. Throws Error(data) on a member that is not
/// there or holds no numbers.
H5Table read_h5_table(const H5File& file, const std::string& dataset, const std::vector<std::string>& columns = {});

/// The names of the numbers in a record, whatever is in them.
std::vector<std::string> h5_column_names(const H5File& file, const std::string& dataset);

}  // namespace inquest
