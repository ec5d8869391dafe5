#include "core/information/columns.hpp"

#include <algorithm>

#include "core/parameters/normal_scores.hpp"

namespace inquest {

Matrix side_by_side(ConstMatrixView left, ConstMatrixView right) {
  INQUEST_EXPECT(left.rows() == right.rows());
  Matrix both(left.rows(), left.cols() + right.cols());
  for (std::size_t i = 0; i < left.rows(); ++i) {
    const auto middle = std::ranges::copy(left.row(i), both.row(i).begin()).out;
    std::ranges::copy(right.row(i), middle);
  }
  return both;
}

Matrix columns_at(ConstMatrixView columns, const std::vector<std::size_t>& places) {
  Matrix chosen(columns.rows(), places.size());
  for (std::size_t i = 0; i < columns.rows(); ++i) {
    for (std::size_t j = 0; j < places.size(); ++j) chosen(i, j) = columns(i, places[j]);
  }
  return chosen;
}

Matrix normal_scores(ConstMatrixView columns) {
  Matrix scores(columns.rows(), columns.cols());
  for (std::size_t j = 0; j < columns.cols(); ++j) {
    Matrix column = columns_at(columns, {j});
    to_normal_scores(column.values(), 0);
    for (std::size_t i = 0; i < columns.rows(); ++i) scores(i, j) = column(i, 0);
  }
  return scores;
}

std::size_t different_values(ConstMatrixView columns, std::size_t column) {
  std::vector<double> values = columns_at(columns, {column}).values();
  std::ranges::sort(values);
  return static_cast<std::size_t>(std::ranges::unique(values).begin() - values.begin());
}

}  // namespace inquest
