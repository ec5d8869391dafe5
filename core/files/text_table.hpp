// Tables of numbers as text: what spreadsheets, pandas, NumPy and Fortran write.
//
//   fields       between semicolons, commas or tabs, or white space where the first line has none of these; "quoted"
//   names        a first line without numbers; or else a comment right above the numbers, "# i reading", of as many
//                words as there are columns
//                A first line 0, 1, 2, ... above others, as pandas numbers columns, is an error, unless it is 0, 1 and
//                all others are integers too
//   comments     lines that start with '#', and empty ones
//   numbers      1, -2.5e3, nan, inf; Fortran's 1.0D+05 and 1.0-105
//   ECSV         has its own rules for the first two, and types (ecsv.hpp): True and False are 1 and 0, and a masked
//                value, which is an empty field or one that a column "flux.mask" masks, is an error
//
// A column without a name among columns that have one, such as the index that pandas writes or what follows a separator
// at the end of each line, cannot be asked for, and is not one of the columns that are read by default.
#pragma once

#include <string>
#include <vector>

namespace inquest {

struct TextTable {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> values;      // [rows, columns]
  std::vector<std::string> names;  // of the columns, or empty
};

/// Reads all columns, or those of these names in their order, so that others may hold text. Throws
/// Error(missing_input), Error(data) with file, line and column: an empty field is an error, and so is a first line
/// that mixes numbers and text, or numbers the columns.
TextTable read_text_table(const std::string& file, const std::vector<std::string>& names = {});

/// The names of the columns that have one; empty where the file gives none. Throws as above, but on no field that is no
/// number.
std::vector<std::string> read_column_names(const std::string& file);

}  // namespace inquest
