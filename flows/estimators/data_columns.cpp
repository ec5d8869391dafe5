#include "flows/estimators/data_columns.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/data/data_obstacles.hpp"

namespace inquest {
namespace {

using Role = DataColumn::Role;

// What the rows so far say of a column.
struct ColumnSummary {
  double first;
  bool constant = true;
  bool integer = true;
  Seed hash = {};  // of its values in order
};

Seed hashed(Seed hash, double value) {
  return hash.child(std::bit_cast<std::uint64_t>(value + 0.0));  // -0 is 0
}

std::vector<ColumnSummary> summarise(ConstMatrixView x, std::span<const std::size_t> rows) {
  std::vector<ColumnSummary> columns;
  for (const double value : x.row(rows.front())) columns.push_back({.first = value});
  for (const std::size_t row : rows) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const double value = x(row, j);
      INQUEST_VALIDATE(std::isfinite(value), data, "row ", row, ", column ", j, " = ", value, " (must be finite)");
      ColumnSummary& column = columns[j];
      column.constant &= value == column.first;
      column.integer &= value == std::round(value);
      column.hash = hashed(column.hash, value);
    }
  }
  return columns;
}

bool equal_columns(ConstMatrixView x, std::span<const std::size_t> rows, std::size_t a, std::size_t b) {
  return std::ranges::all_of(rows, [&](std::size_t row) { return x(row, a) == x(row, b); });
}

}  // namespace

DataColumns::DataColumns(std::vector<DataColumn> columns) : columns_(std::move(columns)) {
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    if (columns_[j].role == Role::density || columns_[j].role == Role::integer) kept_.push_back(j);
  }
}

DataColumns DataColumns::fit(ConstMatrixView x, std::span<const std::size_t> rows) {
  INQUEST_VALIDATE(!rows.empty(), data, "no rows to learn the data from; ask for more simulations");
  std::vector<DataColumn> columns;
  std::map<Seed, std::size_t> seen;
  for (const ColumnSummary& column : summarise(x, rows)) {
    const auto [same, is_new] = seen.emplace(column.hash, columns.size());
    const std::size_t earlier = same->second;
    if (column.constant) {
      columns.push_back({Role::constant, column.first});
    } else if (!is_new && equal_columns(x, rows, earlier, columns.size())) {
      columns.push_back({Role::copy, static_cast<double>(earlier)});
    } else {
      columns.push_back({column.integer ? Role::integer : Role::density, 0});
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
    INQUEST_VALIDATE(role != Role::constant || equal_in_single(x[j], reference), data, "data column ", j, " = ", x[j],
                     " (it is ", reference, " in all simulations, so that no parameters explain it)");
    INQUEST_VALIDATE(role != Role::copy || equal_in_single(x[j], x[static_cast<std::size_t>(reference)]), data,
                     "data column ", j, " = ", x[j], " (it equals column ", reference,
                     " in all simulations, so that no parameters explain it)");
  }
}

Matrix DataColumns::select(ConstMatrixView x) const {
  std::vector<std::size_t> rows(x.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return select(x, rows);
}

Matrix DataColumns::select(ConstMatrixView x, std::span<const std::size_t> rows) const {
  INQUEST_EXPECT(x.cols() == data_size());
  Matrix result(rows.size(), size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = x.row(rows[i]);
    check(row);
    std::ranges::transform(kept_, result.row(i).begin(), [&](std::size_t j) { return row[j]; });
  }
  return result;
}

void DataColumns::dequantise(MatrixView selected, Seed seed, std::size_t first) const {
  for (std::size_t i = 0; i < selected.rows(); ++i) {
    Random random(seed.child(first + i));
    for (std::size_t k = 0; k < kept_.size(); ++k) {
      if (columns_[kept_[k]].role == Role::integer) selected(i, k) += random.uniform() - 0.5;
    }
  }
}

}  // namespace inquest
