// Columns: how the kernels of elementwise transforms see a coordinate, the values of all rows side by side.
//
// The number of rows is a multiple of `row_multiple` (core/nn/dense.hpp); the caller pads.
#pragma once

#include <cstdint>

namespace inquest {

/// The raw parameters of one coordinate, as a conditioner gives them: parameter k of row r is values[k * stride + r].
template <class T>
struct RawColumns {
  const T* values;
  std::int64_t stride;
  std::int64_t rows;
};

/// The derivatives of a loss by the results of a transform, u and log du/dz.
template <class T>
struct ResultGradient {
  const T* u;
  const T* log_det;
};

/// Where the derivatives by its arguments go; those by `raw` with the stride of the raw parameters.
template <class T>
struct ArgumentGradient {
  T* z;
  T* raw;
};

}  // namespace inquest
