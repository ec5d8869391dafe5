// Columns by their names: one rule, and one set of words, for every kind of table.
#pragma once

#include <string>
#include <vector>

namespace inquest {

/// Where each of the `wanted` names stands among the names of a table's columns; `where` is the table in messages.
/// Throws Error(data) on a name that is not there, with the nearest, and on one that several columns have.
std::vector<std::size_t> find_columns(const std::vector<std::string>& names, const std::vector<std::string>& wanted,
                                      const std::string& where);

/// Those that are read where none is asked for: the columns with a name, or all where none has one.
std::vector<std::size_t> default_columns(const std::vector<std::string>& names);

}  // namespace inquest
