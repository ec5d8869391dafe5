#include "tests/support/tensors.hpp"

#include <cmath>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>

#include "core/base/error.hpp"

namespace inquest::testing {
namespace {

std::string index_text(std::int64_t flat, at::IntArrayRef shape) {
  std::string text;
  for (auto size = shape.rbegin(); size != shape.rend(); ++size) {
    text = std::to_string(flat % *size) + (text.empty() ? "" : ", ") + text;
    flat /= *size;
  }
  return "[" + text + "]";
}

at::Tensor plain(const at::Tensor& tensor) { return tensor.detach().to(at::kCPU, at::kDouble).contiguous(); }

}  // namespace

at::Tensor random_tensor(const std::vector<std::int64_t>& shape, Random& random, at::ScalarType type) {
  at::Tensor tensor = at::empty(shape, at::kDouble);
  random.normal({tensor.data_ptr<double>(), static_cast<std::size_t>(tensor.numel())});
  return tensor.to(type);
}

std::ostream& operator<<(std::ostream& out, const Closeness& closeness) {
  return out << (closeness ? "close" : closeness.problem);
}

Closeness tensors_close(const at::Tensor& a, const at::Tensor& b, const Tolerance& tolerance) {
  if (a.sizes() != b.sizes()) return {concat("shapes ", a.sizes(), " and ", b.sizes())};
  const at::Tensor plain_a = plain(a);
  const at::Tensor plain_b = plain(b);
  for (std::int64_t i = 0; i < a.numel(); ++i) {
    const double x = plain_a.data_ptr<double>()[i];
    const double y = plain_b.data_ptr<double>()[i];
    if (x == y || std::abs(x - y) <= tolerance.absolute + tolerance.relative * std::abs(y)) continue;
    return {concat("at ", index_text(i, a.sizes()), ": ", x, " and ", y, ", difference ", x - y)};
  }
  return {};
}

at::Tensor numerical_gradient(const std::function<double()>& f, const at::Tensor& at, double step) {
  const at::NoGradGuard no_graph;
  at::Tensor gradient = at::empty_like(at.detach());
  double* values = at.detach().data_ptr<double>();
  for (std::int64_t i = 0; i < at.numel(); ++i) {
    const double value = values[i];
    values[i] = value + step;
    const double above = f();
    values[i] = value - step;
    const double below = f();
    values[i] = value;
    gradient.data_ptr<double>()[i] = (above - below) / (2 * step);
  }
  return gradient;
}

}  // namespace inquest::testing
