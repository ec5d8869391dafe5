#include "core/data/standardizer.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr double heavy_tail_ratio = 5;           // sd over interquartile sd; 1 for a normal, below 2 for anything mild
constexpr double normal_quartile_range = 1.349;  // of N(0, 1)
constexpr std::size_t columns_at_once = 8;       // of a cache line
constexpr std::size_t most_pooled = 1 << 24;     // numbers of one channel that its scale is fitted to
constexpr double least_gain = 1;                 // nats a value for which a feature is compressed
constexpr const char* no_rows = "no rows to standardise with; ask for more simulations";

struct Scaling {
  double location;
  double scale;
};

double quantile(std::vector<double>& values, double probability) {
  const auto rank = static_cast<std::ptrdiff_t>(probability * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + rank, values.end());
  return values[static_cast<std::size_t>(rank)];
}

// A power of two that brings the values to numbers of order one, whose squares neither vanish nor overflow.
double unit_of(const std::vector<double>& values) {
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::abs(value - values.front()));
  return largest > 0 && std::isfinite(largest) ? std::exp2(std::clamp(std::ilogb(largest), -1000, 1000)) : 1;
}

Scaling scaling_of(std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  // Relative to the first value, so that the mean of a constant is that constant.
  const double origin = values.front();
  double shifted = 0;
  for (double value : values) shifted += value - origin;
  const double mean = origin + shifted / n;
  const double unit = unit_of(values);
  double squares = 0;
  for (double value : values) squares += (value - mean) / unit * ((value - mean) / unit);
  const double sd = unit * std::sqrt(squares / n);
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
  INQUEST_VALIDATE(total > 0, data, no_rows);
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

// Features that follow each other.
struct Run {
  std::size_t first, count;
};

// Columns of these runs as one; of rows in even steps where there are too many.
std::vector<double> pooled_columns(const std::vector<SelectedRows>& parts, const std::vector<Run>& runs) {
  std::size_t total = 0, count = 0;
  for (const SelectedRows& part : parts) total += part.rows.size();
  for (const Run& run : runs) count += run.count;
  const std::size_t step = std::max<std::size_t>(1, total * count / most_pooled);
  std::vector<double> pooled;
  for (const SelectedRows& part : parts) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < part.rows.size(); i += step) rows.push_back(part.rows[i]);
    if (rows.empty()) continue;
    for (const Run& run : runs) {
      for (const auto& column : columns_of({{part.values, rows}}, run.first, run.count)) {
        pooled.insert(pooled.end(), column.begin(), column.end());
      }
    }
  }
  INQUEST_VALIDATE(!pooled.empty(), data, no_rows);
  return pooled;
}

// The features of each channel, by its number.
std::map<std::size_t, std::vector<Run>> runs_of(const std::vector<std::size_t>& channel) {
  std::map<std::size_t, std::vector<Run>> channels;
  for (std::size_t j = 0; j < channel.size(); ++j) {
    std::vector<Run>& runs = channels[channel[j]];
    if (runs.empty() || runs.back().first + runs.back().count != j) runs.push_back({j, 0});
    ++runs.back().count;
  }
  return channels;
}

const char* outside_of(const InputTransform& transform) {
  return transform.kind == InputTransform::Kind::log1p ? "log1p takes numbers above -1" : "must be finite";
}

InputTransform transform_for(const std::vector<double>& values, Compression compression) {
  using Kind = InputTransform::Kind;
  switch (compression) {
    case Compression::log1p:
      return {Kind::log1p};
    case Compression::asinh:
      return {Kind::asinh};
    case Compression::where_it_helps:
      return fit_symmetric_log(values, least_gain);
    case Compression::none:
      break;
  }
  return {};
}

}  // namespace

Standardizer::Standardizer(std::vector<double> location, std::vector<double> scale,
                           std::vector<InputTransform> transforms)
    : location_(std::move(location)), scale_(std::move(scale)), transforms_(std::move(transforms)) {
  INQUEST_EXPECT(location_.size() == scale_.size() && (transforms_.empty() || transforms_.size() == size()));
}

Standardizer Standardizer::fit(ConstMatrixView values, const std::vector<std::size_t>& rows, Compression compression) {
  return fit({{values, rows}}, compression);
}

Standardizer Standardizer::fit(const std::vector<SelectedRows>& parts, Compression compression,
                               const std::vector<std::size_t>& channel) {
  const std::size_t features = parts.front().values.cols();
  INQUEST_EXPECT(channel.empty() || channel.size() == features);
  std::vector<double> location(features), scale(features);
  std::vector<InputTransform> transforms(features);
  const auto scale_by = [&](std::vector<double>& values, const std::vector<Run>& runs) {
    const InputTransform transform = transform_for(values, compression);
    for (double& value : values) {
      const double mapped = transform(value);
      INQUEST_VALIDATE(std::isfinite(mapped), data, "column ", runs.front().first, ": ", value, " (",
                       outside_of(transform), "); take another transform");
      value = mapped;
    }
    const Scaling scaling = scaling_of(values);
    for (const Run& run : runs) {
      for (std::size_t j = run.first; j < run.first + run.count; ++j) {
        location[j] = scaling.location, scale[j] = scaling.scale, transforms[j] = transform;
      }
    }
  };
  for (const auto& [number, runs] : runs_of(channel)) {
    std::vector<double> values = pooled_columns(parts, runs);
    scale_by(values, runs);
  }
  for (std::size_t first = 0; channel.empty() && first < features; first += columns_at_once) {
    std::size_t j = first;
    for (auto& column : columns_of(parts, first, std::min(columns_at_once, features - first))) {
      scale_by(column, {{j++, 1}});
    }
  }
  const auto none = [](const InputTransform& map) { return map.kind == InputTransform::Kind::none; };
  if (std::ranges::all_of(transforms, none)) transforms.clear();
  return {std::move(location), std::move(scale), std::move(transforms)};
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
      *out = static_cast<float>((mapped(values(row, j), j) - location_[j]) / scale_[j]);
      INQUEST_VALIDATE(std::isfinite(*out), data, "row ", row, ", column ", j, " = ", values(row, j), " (",
                       obstacle_to(values(row, j), j), ")");
    }
  }
  return tensor;
}

// To a value that no float32 stands for.
const char* Standardizer::obstacle_to(double value, std::size_t feature) const {
  if (!std::isfinite(value)) return "must be finite";
  if (!std::isfinite(mapped(value, feature))) return outside_of(transforms_[feature]);
  return "too far from the data of the training";
}

void Standardizer::invert(MatrixView values) const {
  INQUEST_EXPECT(values.cols() == size());
  for (std::size_t i = 0; i < values.rows(); ++i) {
    for (std::size_t j = 0; j < size(); ++j) {
      const double value = location_[j] + scale_[j] * values(i, j);
      values(i, j) = transforms_.empty() ? value : transforms_[j].inverse(value);
    }
  }
}

double Standardizer::log_abs_det(std::span<const double> row) const {
  INQUEST_EXPECT(row.size() == size());
  double sum = 0;
  for (std::size_t j = 0; j < size(); ++j) {
    sum -= std::log(scale_[j]);
    if (!transforms_.empty()) sum += transforms_[j].log_derivative(row[j]);
  }
  return sum;
}

}  // namespace inquest
