// Scales of tables [rows, columns] whose last column is a mask: 1 where there is a row, 0 where there is none.
//
// All rows share the scales of a column, which are those of rows that are there. The mask stays as it is.
#pragma once

#include <vector>

#include "core/base/shape.hpp"
#include "core/data/standardizer.hpp"

namespace inquest {

/// Of tables of this shape, as Standardizer::fit of their rows. Throws Error(data) on a mask of another number, where
/// no row is there, and as Standardizer::fit does; Error(config) on a shape without two columns.
Standardizer fit_masked(const std::vector<SelectedRows>& parts, const Shape& shape, Compression compression);

}  // namespace inquest
