#include "core/base/gather.hpp"

#include <algorithm>

namespace inquest {

Matrix rows_at(ConstMatrixView values, std::span<const std::size_t> rows) {
  Matrix result(rows.size(), values.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) std::ranges::copy(values.row(rows[i]), result.row(i).begin());
  return result;
}

}  // namespace inquest
