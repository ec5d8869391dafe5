// InsideRows: what a learned likelihood can be asked about, out of parameters as simulators see them.
#pragma once

#include <vector>

#include "core/parameters/parameter_space.hpp"

namespace inquest {

/// Columns of the free parameters among all of them, free and fixed.
std::vector<std::size_t> free_columns(const ParameterSpace& space);

struct InsideRows {
  Matrix theta;                   // [n, d], free columns of the rows within the prior
  std::vector<std::size_t> rows;  // [n], their places
};

/// Of theta [n, k], free and fixed columns.
InsideRows inside_rows(const ParameterSpace& space, ConstMatrixView all);

}  // namespace inquest
