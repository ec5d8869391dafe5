// Matrices of ours as tensors in float32, and back.
#pragma once

#include "core/base/matrix_view.hpp"
#include "core/base/tensor_fwd.hpp"

namespace inquest {

/// A copy of `values` [n, d] in float32, on the CPU.
Tensor float_tensor(ConstMatrixView values);

/// Writes the values of a tensor of any type and device, of as many numbers, to `out` [n, d].
void copy_values(const Tensor& tensor, MatrixView out);

/// A copy of a tensor [n, d].
Matrix to_matrix(const Tensor& tensor);

}  // namespace inquest
