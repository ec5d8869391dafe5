#include "core/base/tensor_matrix.hpp"

#include <algorithm>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include "core/base/error.hpp"

namespace inquest {

Tensor float_tensor(ConstMatrixView values) {
  Tensor tensor =
      at::empty({static_cast<std::int64_t>(values.rows()), static_cast<std::int64_t>(values.cols())}, at::kFloat);
  std::ranges::transform(values.values(), tensor.data_ptr<float>(), [](double v) { return static_cast<float>(v); });
  return tensor;
}

void copy_values(const Tensor& tensor, MatrixView out) {
  INQUEST_EXPECT(static_cast<std::size_t>(tensor.numel()) == out.size());
  const Tensor values = tensor.to(at::kCPU, at::kDouble).contiguous();
  std::copy_n(values.data_ptr<double>(), out.size(), out.values().begin());
}

Matrix to_matrix(const Tensor& tensor) {
  Matrix matrix(static_cast<std::size_t>(tensor.size(0)), static_cast<std::size_t>(tensor.size(1)));
  copy_values(tensor, matrix);
  return matrix;
}

}  // namespace inquest
