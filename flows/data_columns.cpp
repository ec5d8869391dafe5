#include "flows/data_columns.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

namespace inquest {
namespace {

using Role = DataColumn::Role;

std::vector<double> column_of(ConstMatrixView x, const std::vector<std::size_t>& rows, std::size_t j) {
  std::vector<double> values;
  for (const std::size_t row : rows) {
    values.push_back(x(row, j));
    INQUEST_VALIDATE(std::isfinite(values.back()), data, "row ", row, ", column ", j, " = ", values.back(),
                     " (must be finite)");
  }
  return values;
}

}  // namespace

DataColumns::DataColumns(std::vector<DataColumn> columns) : columns_(std::move(columns)) {
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    if (columns_[j].role == Role::density || columns_[j].role == Role::integer) kept_.push_back(j);
  }
}

DataColumns DataColumns::fit(ConstMatrixView x, const std::vector<std::size_t>& rows) {
  INQUEST_VALIDATE(!rows.empty(), data, "no rows to learn the data from; ask for more simulations");
  std::vector<DataColumn> columns;
  std::map<std::vector<double>, std::size_t> seen;
  for (std::size_t j = 0; j < x.cols(); ++j) {
    const std::vector<double> values = column_of(x, rows, j);
    const auto [same, is_new] = seen.emplace(values, j);
    if (std::ranges::all_of(values, [&](double value) { return value == values.front(); })) {
      columns.push_back({Role::constant, values.front()});
    } else if (!is_new) {
      columns.push_back({Role::copy, static_cast<double>(same->second)});
    } else {
      const bool integer = std::ranges::all_of(values, [](double value) { return value == std::round(value); });
      columns.push_back({integer ? Role::integer : Role::density, 0});
    }
  }
  DataColumns result(std::move(columns));
  INQUEST_VALIDATE(result.size() > 0, data, "the ", x.cols(),
                   " data columns never vary (the data say nothing about the parameters); check the simulator");
  return result;
}

Matrix DataColumns::to_array() const {
  Matrix array(columns_.size(), 2);
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    array(j, 0) = static_cast<double>(columns_[j].role);
    array(j, 1) = columns_[j].reference;
  }
  return array;
}

DataColumns DataColumns::from_array(const Matrix& array) {
  INQUEST_VALIDATE(array.cols() == 2, data, "x_columns has ", array.cols(), " columns (must have 2)");
  std::vector<DataColumn> columns;
  for (std::size_t j = 0; j < array.rows(); ++j) {
    const double role = array(j, 0), reference = array(j, 1);
    const bool known =
        role == 0 || role == 1 || role == 2 || (role == 3 && reference >= 0 && reference < static_cast<double>(j));
    INQUEST_VALIDATE(known, data, "x_columns: row ", j, " has role ", role, " and reference ", reference,
                     " (no such column)");
    columns.push_back({static_cast<Role>(role), reference});
  }
  return DataColumns(std::move(columns));
}

void DataColumns::check(std::span<const double> x) const {
  for (std::size_t j = 0; j < x.size(); ++j) {
    const auto [role, reference] = columns_[j];
    INQUEST_VALIDATE(role != Role::constant || x[j] == reference, data, "data column ", j, " = ", x[j], " (it is ",
                     reference, " in all simulations, so that no parameters explain it)");
    INQUEST_VALIDATE(role != Role::copy || x[j] == x[static_cast<std::size_t>(reference)], data, "data column ", j,
                     " = ", x[j], " (it equals column ", reference,
                     " in all simulations, so that no parameters explain it)");
  }
}

Matrix DataColumns::select(ConstMatrixView x) const {
  std::vector<std::size_t> rows(x.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return select(x, rows);
}

Matrix DataColumns::select(ConstMatrixView x, const std::vector<std::size_t>& rows) const {
  INQUEST_EXPECT(x.cols() == data_size());
  Matrix result(rows.size(), size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = x.row(rows[i]);
    check(row);
    std::ranges::transform(kept_, result.row(i).begin(), [&](std::size_t j) { return row[j]; });
  }
  return result;
}

void DataColumns::dequantise(MatrixView selected, Seed seed) const {
  for (std::size_t i = 0; i < selected.rows(); ++i) {
    Random random(seed.child(i));
    for (std::size_t k = 0; k < kept_.size(); ++k) {
      if (columns_[kept_[k]].role == Role::integer) selected(i, k) += random.uniform() - 0.5;
    }
  }
}

}  // namespace inquest
