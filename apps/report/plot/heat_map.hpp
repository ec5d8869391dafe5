// A heat map: a table of numbers as shades, the largest in full colour.
#pragma once

#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"

namespace inquest {

struct HeatMap {
  const Matrix& values;           // [rows, columns]
  std::vector<std::string> rows;  // names
  std::vector<std::string> columns;
  std::string title;
};

/// An <svg>; numbers stand in the cells where there are at most 12 columns. What is not above zero has no colour.
std::string heat_map(const HeatMap& map);

}  // namespace inquest
