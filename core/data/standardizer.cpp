#include "core/data/standardizer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <ATen/ops/empty.h>

#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr double heavy_tail_ratio = 5;           // sd over interquartile sd; 1 for a normal, below 2 for anything mild
constexpr double normal_quartile_range = 1.349;  // of N(0, 1)

struct Scaling {
  double location;
  double scale;
};

double quantile(std::vector<double>& values, double probability) {
  const auto rank = static_cast<std::ptrdiff_t>(probability * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + rank, values.end());
  return values[static_cast<std::size_t>(rank)];
}

Scaling scaling_of(std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  // Relative to the first value, so that the mean of a constant is that constant.
  const double origin = values.front();
  double shifted = 0;
  for (double value : values) shifted += value - origin;
  const double mean = origin + shifted / n;
  double squares = 0;
  for (double value : values) squares += (value - mean) * (value - mean);
  const double sd = std::sqrt(squares / n);
  // Below rounding of the mean a spread says nothing.
  if (!(sd > 1e-14 * std::abs(mean))) return {mean, 1};
  const double quartile_sd = (quantile(values, 0.75) - quantile(values, 0.25)) / normal_quartile_range;
  if (quartile_sd > 0 && sd > heavy_tail_ratio * quartile_sd) return {quantile(values, 0.5), quartile_sd};
  return {mean, sd};
}

std::vector<double> column_of(const std::vector<SelectedRows>& parts, std::size_t j) {
  std::vector<double> column;
  for (const SelectedRows& part : parts) {
    column.reserve(column.size() + part.rows.size());
    for (std::size_t row : part.rows) {
      const double value = part.values(row, j);
      INQUEST_VALIDATE(std::isfinite(value), data, "row ", row, ", column ", j, " = ", value, " (must be finite)");
      column.push_back(value);
    }
  }
  INQUEST_VALIDATE(!column.empty(), data, "no rows to standardise with; ask for more simulations");
  return column;
}

}  // namespace

Standardizer::Standardizer(std::vector<double> location, std::vector<double> scale)
    : location_(std::move(location)), scale_(std::move(scale)) {
  INQUEST_EXPECT(location_.size() == scale_.size());
}

Standardizer Standardizer::fit(ConstMatrixView values, const std::vector<std::size_t>& rows) {
  return fit({{values, rows}});
}

Standardizer Standardizer::fit(const std::vector<SelectedRows>& parts) {
  const std::size_t features = parts.front().values.cols();
  std::vector<double> location(features);
  std::vector<double> scale(features);
  for (std::size_t j = 0; j < features; ++j) {
    std::vector<double> column = column_of(parts, j);
    const Scaling scaling = scaling_of(column);
    location[j] = scaling.location;
    scale[j] = scaling.scale;
  }
  return {std::move(location), std::move(scale)};
}

Tensor Standardizer::apply(ConstMatrixView values) const {
  std::vector<std::size_t> rows(values.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return apply(values, rows);
}

Tensor Standardizer::apply(ConstMatrixView values, const std::vector<std::size_t>& rows) const {
  INQUEST_EXPECT(values.cols() == size());
  Tensor tensor = at::empty({static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(size())}, at::kFloat);
  float* out = tensor.data_ptr<float>();
  for (std::size_t row : rows) {
    for (std::size_t j = 0; j < size(); ++j, ++out) {
      *out = static_cast<float>((values(row, j) - location_[j]) / scale_[j]);
      INQUEST_VALIDATE(std::isfinite(*out), data, "row ", row, ", column ", j, " = ", values(row, j), " (",
                       std::isfinite(values(row, j)) ? "too far from the data of the training" : "must be finite", ")");
    }
  }
  return tensor;
}

void Standardizer::invert(MatrixView values) const {
  INQUEST_EXPECT(values.cols() == size());
  for (std::size_t i = 0; i < values.rows(); ++i) {
    for (std::size_t j = 0; j < size(); ++j) values(i, j) = location_[j] + scale_[j] * values(i, j);
  }
}

}  // namespace inquest
