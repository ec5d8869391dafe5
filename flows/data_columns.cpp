#include "flows/data_columns.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

namespace inquest {
namespace {

using Role = DataColumn::Role;
using Map = DataColumn::Map;

constexpr double skewed = 1;                     // an exponential density has 2, a log-normal one of width 0.3 has 1
constexpr double heavy_tail_ratio = 5;           // standard deviation over the one that the quartiles tell of
constexpr double normal_quartile_range = 1.349;  // of N(0, 1)

struct Moments {
  double sd = 0;
  double skewness = 0;
};

Moments moments(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double mean = 0, square = 0, cube = 0;
  for (const double value : values) mean += value / n;
  for (const double value : values) {
    square += (value - mean) * (value - mean) / n;
    cube += std::pow(value - mean, 3) / n;
  }
  return {std::sqrt(square), cube / std::pow(square, 1.5)};
}

std::vector<double> logarithms(std::vector<double> values) {
  for (double& value : values) value = std::log(value);
  return values;
}

// Role and coordinates of a column that varies.
DataColumn describe(std::vector<double> values) {
  DataColumn column;
  column.integer = std::ranges::all_of(values, [](double value) { return value == std::round(value); });
  std::ranges::sort(values);
  const auto quantile = [&](double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
  };
  const Moments raw = moments(values);
  const double quartile_sd = (quantile(0.75) - quantile(0.25)) / normal_quartile_range;
  if (values.front() > 0 && raw.skewness > skewed && std::abs(moments(logarithms(values)).skewness) < raw.skewness) {
    column.map = Map::log;
  } else if (quartile_sd > 0 && raw.sd > heavy_tail_ratio * quartile_sd) {
    column.map = Map::asinh;
    column.location = quantile(0.5);
    column.scale = quartile_sd;
  }
  return column;
}

double coordinate(const DataColumn& column, double value) {
  if (column.map == Map::log) return std::log(value);
  if (column.map == Map::asinh) return std::asinh((value - column.location) / column.scale);
  return value;
}

double log_slope(const DataColumn& column, double value) {
  if (column.map == Map::log) return -std::log(value);
  if (column.map == Map::asinh) return -std::log(std::hypot(column.scale, value - column.location));
  return 0;
}

}  // namespace

DataColumns::DataColumns(std::vector<DataColumn> columns) : columns_(std::move(columns)) {
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    if (columns_[j].role == Role::density) kept_.push_back(j);
  }
}

DataColumns DataColumns::fit(ConstMatrixView x, const std::vector<std::size_t>& rows) {
  std::vector<DataColumn> columns;
  std::map<std::vector<double>, std::size_t> seen;
  for (std::size_t j = 0; j < x.cols(); ++j) {
    std::vector<double> values;
    for (const std::size_t row : rows) {
      values.push_back(x(row, j));
      INQUEST_VALIDATE(std::isfinite(values.back()), data, "row ", row, ", column ", j, " = ", values.back(),
                       " (must be finite)");
    }
    INQUEST_VALIDATE(!values.empty(), data, "no rows to learn the data from; ask for more simulations");
    const auto [same, is_new] = seen.emplace(values, j);
    if (std::ranges::all_of(values, [&](double value) { return value == values.front(); })) {
      columns.push_back({.role = Role::constant, .location = values.front()});
    } else if (!is_new) {
      columns.push_back({.role = Role::copy, .location = static_cast<double>(same->second)});
    } else {
      columns.push_back(describe(std::move(values)));
    }
  }
  DataColumns result(std::move(columns));
  INQUEST_VALIDATE(result.size() > 0, data, "the ", x.cols(),
                   " data columns never vary (the data say nothing about the parameters); check the simulator");
  return result;
}

Matrix DataColumns::to_array() const {
  Matrix array(columns_.size(), 5);
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    const DataColumn& column = columns_[j];
    const double row[] = {static_cast<double>(column.role), static_cast<double>(column.map), column.integer ? 1.0 : 0.0,
                          column.location, column.scale};
    std::ranges::copy(row, array.row(j).begin());
  }
  return array;
}

DataColumns DataColumns::from_array(const Matrix& array) {
  INQUEST_VALIDATE(array.cols() == 5, data, "x_columns has ", array.cols(), " columns (must have 5)");
  std::vector<DataColumn> columns;
  for (std::size_t j = 0; j < array.rows(); ++j) {
    const auto row = array.row(j);
    INQUEST_VALIDATE(row[0] >= 0 && row[0] <= 2 && row[1] >= 0 && row[1] <= 2, data, "x_columns: row ", j, " has role ",
                     row[0], " and map ", row[1], " (must be 0, 1 or 2)");
    columns.push_back({static_cast<Role>(row[0]), static_cast<Map>(row[1]), row[2] != 0, row[3], row[4]});
  }
  return DataColumns(std::move(columns));
}

std::vector<std::size_t> DataColumns::integers() const {
  std::vector<std::size_t> result;
  std::ranges::copy_if(kept_, std::back_inserter(result), [&](std::size_t j) { return columns_[j].integer; });
  return result;
}

void DataColumns::dequantise(MatrixView x, Seed seed) const {
  const std::vector<std::size_t> integer = integers();
  for (std::size_t i = 0; i < x.rows() && !integer.empty(); ++i) {
    Random random(seed.child(i));
    for (const std::size_t j : integer) x(i, j) += random.uniform() - 0.5;
    for (std::size_t j = 0; j < x.cols(); ++j) {
      if (columns_[j].role == Role::copy) x(i, j) = x(i, static_cast<std::size_t>(columns_[j].location));
    }
  }
}

Matrix DataColumns::apply(ConstMatrixView x) const {
  INQUEST_EXPECT(x.cols() == data_size());
  Matrix result(x.rows(), size());
  for (std::size_t i = 0; i < x.rows(); ++i) {
    std::size_t place = 0;
    for (std::size_t j = 0; j < x.cols(); ++j) {
      const DataColumn& column = columns_[j];
      const double value = x(i, j);
      INQUEST_VALIDATE(column.role != Role::constant || value == column.location, data, "data column ", j, " = ", value,
                       " (it is ", column.location, " in all simulations, so that no parameters explain it)");
      INQUEST_VALIDATE(column.role != Role::copy || value == x(i, static_cast<std::size_t>(column.location)), data,
                       "data column ", j, " = ", value, " (it equals column ", column.location,
                       " in all simulations, so that no parameters explain it)");
      if (column.role == Role::density) {
        INQUEST_VALIDATE(column.map != Map::log || value > 0, data, "data column ", j, " = ", value,
                         " (it is positive in all simulations, so that no parameters explain it)");
        result(i, place++) = coordinate(column, value);
      }
    }
  }
  return result;
}

double DataColumns::log_abs_det(std::span<const double> x) const {
  double sum = 0;
  for (const std::size_t j : kept_) sum += log_slope(columns_[j], x[j]);
  return sum;
}

}  // namespace inquest
