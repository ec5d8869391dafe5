// Tensors in tests: random ones, comparison with the first bad place, and derivatives by finite differences.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/random.hpp"

namespace inquest::testing {

/// Standard normals of a shape, in float64 unless asked otherwise.
at::Tensor random_tensor(const std::vector<std::int64_t>& shape, Random& random, at::ScalarType type = at::kDouble);

/// A yes or no with its reason, for CHECK.
struct Closeness {
  std::string problem;  // empty: close
  explicit operator bool() const { return problem.empty(); }
};
std::ostream& operator<<(std::ostream& out, const Closeness& closeness);

struct Tolerance {
  double absolute = 0;
  double relative = 0;  // of the second tensor
};

/// Whether shapes are equal and |a - b| <= absolute + relative |b| everywhere; else tells the first index and values.
Closeness tensors_close(const at::Tensor& a, const at::Tensor& b, const Tolerance& tolerance = {});

/// Derivatives of `f` by central differences in each number of `at` (float64, contiguous), which is left as it was.
at::Tensor numerical_gradient(const std::function<double()>& f, const at::Tensor& at, double step = 1e-5);

}  // namespace inquest::testing
