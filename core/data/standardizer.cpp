#include "core/data/standardizer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr double heavy_tail_ratio = 5;           // sd over interquartile sd; 1 for a normal, below 2 for anything mild
constexpr double normal_quartile_range = 1.349;  // of N(0, 1)
constexpr std::size_t columns_at_once = 8;       // of a cache line
constexpr double least_gain = 1;                 // nats a value for which a feature is compressed

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

// Columns [first, first + count) of all parts, in one pass over their rows.
std::vector<std::vector<double>> columns_of(const std::vector<SelectedRows>& parts, std::size_t first,
                                            std::size_t count) {
  std::size_t total = 0;
  for (const SelectedRows& part : parts) total += part.rows.size();
  INQUEST_VALIDATE(total > 0, data, "no rows to standardise with; ask for more simulations");
  std::vector<std::vector<double>> columns(count);
  for (auto& column : columns) column.reserve(total);
  for (const SelectedRows& part : parts) {
    for (const std::size_t row : part.rows) {
      for (std::size_t j = 0; j < count; ++j) {
        const double value = part.values(row, first + j);
        INQUEST_VALIDATE(std::isfinite(value), data, "row ", row, ", column ", first + j, " = ", value,
                         " (must be finite)");
        columns[j].push_back(value);
      }
    }
  }
  return columns;
}

}  // namespace

Standardizer::Standardizer(std::vector<double> location, std::vector<double> scale,
                           std::vector<SymmetricLog> compression)
    : location_(std::move(location)), scale_(std::move(scale)), compression_(std::move(compression)) {
  INQUEST_EXPECT(location_.size() == scale_.size() && (compression_.empty() || compression_.size() == size()));
}

Standardizer Standardizer::fit(ConstMatrixView values, const std::vector<std::size_t>& rows, Compression compression) {
  return fit({{values, rows}}, compression);
}

Standardizer Standardizer::fit(const std::vector<SelectedRows>& parts, Compression compression) {
  const std::size_t features = parts.front().values.cols();
  std::vector<double> location(features);
  std::vector<double> scale(features);
  std::vector<SymmetricLog> maps(features);
  for (std::size_t first = 0; first < features; first += columns_at_once) {
    auto columns = columns_of(parts, first, std::min(columns_at_once, features - first));
    for (std::size_t j = 0; j < columns.size(); ++j) {
      if (compression == Compression::where_it_helps) maps[first + j] = fit_symmetric_log(columns[j], least_gain);
      std::ranges::transform(columns[j], columns[j].begin(), maps[first + j]);
      const Scaling scaling = scaling_of(columns[j]);
      location[first + j] = scaling.location;
      scale[first + j] = scaling.scale;
    }
  }
  if (std::ranges::all_of(maps, [](const SymmetricLog& map) { return map.width == 0; })) maps.clear();
  return {std::move(location), std::move(scale), std::move(maps)};
}

Tensor Standardizer::apply(ConstMatrixView values) const {
  std::vector<std::size_t> rows(values.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return apply(values, rows);
}

Tensor Standardizer::apply(ConstMatrixView values, const std::vector<std::size_t>& rows,
                           const ScratchPolicy& policy) const {
  INQUEST_EXPECT(values.cols() == size());
  const Tensor tensor =
      scratch_tensor(static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(size()), policy);
  float* out = tensor.data_ptr<float>();
  for (std::size_t row : rows) {
    for (std::size_t j = 0; j < size(); ++j, ++out) {
      *out = static_cast<float>((compressed(values(row, j), j) - location_[j]) / scale_[j]);
      INQUEST_VALIDATE(std::isfinite(*out), data, "row ", row, ", column ", j, " = ", values(row, j), " (",
                       std::isfinite(values(row, j)) ? "too far from the data of the training" : "must be finite", ")");
    }
  }
  return tensor;
}

void Standardizer::invert(MatrixView values) const {
  INQUEST_EXPECT(values.cols() == size());
  for (std::size_t i = 0; i < values.rows(); ++i) {
    for (std::size_t j = 0; j < size(); ++j) {
      const double value = location_[j] + scale_[j] * values(i, j);
      values(i, j) = compression_.empty() ? value : compression_[j].inverse(value);
    }
  }
}

double Standardizer::log_abs_det(std::span<const double> row) const {
  INQUEST_EXPECT(row.size() == size());
  double sum = 0;
  for (std::size_t j = 0; j < size(); ++j) {
    sum -= std::log(scale_[j]);
    if (!compression_.empty()) sum += compression_[j].log_derivative(row[j]);
  }
  return sum;
}

}  // namespace inquest
