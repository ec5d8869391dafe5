#include "core/parameters/inside_rows.hpp"

#include <algorithm>

namespace inquest {

std::vector<std::size_t> free_columns(const ParameterSpace& space) {
  std::vector<std::size_t> columns;
  for (std::size_t j = 0; j < space.parameters().size(); ++j) {
    if (!space.parameters()[j].fixed_value) columns.push_back(j);
  }
  return columns;
}

InsideRows inside_rows(const ParameterSpace& space, ConstMatrixView all) {
  const auto columns = free_columns(space);
  std::vector<double> values, row(columns.size());
  InsideRows inside;
  for (std::size_t i = 0; i < all.rows(); ++i) {
    std::ranges::transform(columns, row.begin(), [&](std::size_t j) { return all(i, j); });
    if (!space.contains(row)) continue;
    inside.rows.push_back(i);
    values.insert(values.end(), row.begin(), row.end());
  }
  inside.theta = Matrix(inside.rows.size(), columns.size());
  inside.theta.values() = std::move(values);
  return inside;
}

}  // namespace inquest
