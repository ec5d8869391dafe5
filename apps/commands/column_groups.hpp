// Groups of columns of one table, or of two with as many rows.
#pragma once

#include <string>
#include <vector>

#include "apps/commands/arguments.hpp"
#include "core/base/matrix_view.hpp"

namespace inquest {

struct ColumnGroup {
  std::vector<std::string> names;
  Matrix values;  // [n, names]
};

struct ColumnGroups {
  ColumnGroup of, other, given;
};

/// Those that the arguments name. Arrays are flattened to [n, numbers]; their columns are called 1, 2, ... Throws
/// Error(data) on a name that is not there, one in two groups, a number that is not finite, a constant column, and on
/// fewer than 30 rows.
ColumnGroups read_column_groups(const InformationArguments& arguments);

}  // namespace inquest
