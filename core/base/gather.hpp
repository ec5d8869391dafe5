// Rows of a matrix by their numbers.
#pragma once

#include <span>

#include "core/base/matrix_view.hpp"

namespace inquest {

/// These rows of `values` [n, d], in this order and as often as they are named: [rows.size(), d].
Matrix rows_at(ConstMatrixView values, std::span<const std::size_t> rows);

}  // namespace inquest
