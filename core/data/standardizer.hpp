// Standardizer: shift and scale of each feature, so that networks see numbers of order one.
//
// Location and scale come from the whole training split in float64. A feature that never varies keeps scale 1. A
// feature with heavy tails (standard deviation above 5 times the interquartile one) is scaled by its quartiles. Data
// may be compressed first (core/data/input_transform.hpp). Features of one channel share a map, location and scale.
#pragma once

#include <span>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/matrix_view.hpp"
#include "core/base/tensor_fwd.hpp"
#include "core/data/input_transform.hpp"
#include "core/data/scratch.hpp"

namespace inquest {

/// The rows [n, p] of `values` that `rows` names.
struct SelectedRows {
  ConstMatrixView values;
  const std::vector<std::size_t>& rows;
};

/// What is done to features before they are shifted and scaled: nothing, one map for all, or the symmetric logarithm
/// fitted to each, where that makes it much more normal.
enum class Compression { none, log1p, asinh, where_it_helps };

class Standardizer {
 public:
  Standardizer() = default;
  Standardizer(std::vector<double> location, std::vector<double> scale, std::vector<InputTransform> transforms = {});

  /// Fits to the rows of `values` [n, p] that `rows` names; throws Error(data) on a value that is not finite.
  static Standardizer fit(ConstMatrixView values, const std::vector<std::size_t>& rows,
                          Compression compression = Compression::none);

  /// Fits to all the parts together, features of the same number in `channel` [p] as one; where it is empty each has
  /// its own. Throws as above, and on a value that the map does not take.
  static Standardizer fit(const std::vector<SelectedRows>& parts, Compression compression = Compression::none,
                          const std::vector<std::size_t>& channel = {});

  /// (mapped value - location) / scale, computed in float64, as a float32 tensor [n, p]; throws Error(data) on a
  /// value that is not finite, or not so in float32.
  Tensor apply(ConstMatrixView values) const;
  Tensor apply(ConstMatrixView values, const std::vector<std::size_t>& rows, const ScratchPolicy& policy = {}) const;

  /// The inverse map of network outputs [n, p], in place, in float64.
  void invert(MatrixView values) const;

  /// log |det| of the map at a row of data [p].
  double log_abs_det(std::span<const double> row) const;

  std::size_t size() const { return location_.size(); }
  const std::vector<double>& location() const { return location_; }
  const std::vector<double>& scale() const { return scale_; }
  const std::vector<InputTransform>& transforms() const { return transforms_; }

 private:
  double mapped(double value, std::size_t feature) const {
    return transforms_.empty() ? value : transforms_[feature](value);
  }
  const char* obstacle_to(double value, std::size_t feature) const;

  std::vector<double> location_;            // [p]
  std::vector<double> scale_;               // [p], positive
  std::vector<InputTransform> transforms_;  // [p], or none
};

}  // namespace inquest
