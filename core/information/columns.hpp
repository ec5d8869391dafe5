// Columns of a table: side by side, some of them, and by their ranks.
#pragma once

#include <vector>

#include "core/base/matrix_view.hpp"

namespace inquest {

/// [n, a + b] of [n, a] and [n, b].
Matrix side_by_side(ConstMatrixView left, ConstMatrixView right);

/// [n, count] of the columns at `places`.
Matrix columns_at(ConstMatrixView columns, const std::vector<std::size_t>& places);

/// Each column as if it were normal, by its ranks (core/parameters/normal_scores.hpp, a = 0): mutual information stays
/// as it is under monotone maps of single columns, and tails and units are gone.
Matrix normal_scores(ConstMatrixView columns);

/// The number of different values of a column.
std::size_t different_values(ConstMatrixView columns, std::size_t column);

}  // namespace inquest
