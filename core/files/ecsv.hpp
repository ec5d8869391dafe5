// The head of an ECSV text, astropy's table with a type for each column: YAML in comments above the names.
//
//   # %ECSV 1.0
//   # ---
//   # delimiter: ','                                   white space where none is given
//   # datatype:
//   # - {name: flux, unit: Jy, datatype: float64}
//
// Reference: https://github.com/astropy/astropy-APEs/blob/main/APE6.rst
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inquest {

struct EcsvHeader {
  struct Column {
    std::string name;
    std::string type;     // float64, int32, bool, string, ...
    std::string subtype;  // of a text that stands for an array or an object, else empty
  };
  char delimiter = ' ';
  std::vector<Column> columns;
};

/// Whether a text says that it is one.
bool is_ecsv(std::string_view text);

/// Reads the head of an ECSV text of this file; throws Error(data) where it is no YAML, or names no columns with types.
EcsvHeader read_ecsv_header(std::string_view text, const std::string& file);

/// Why the fields of a column are no numbers, "text", "arrays (float64[3])"; empty where they are, or truth values.
std::string no_numbers_because(const EcsvHeader::Column& column);

}  // namespace inquest
