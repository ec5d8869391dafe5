#include "flows/affine_autoregressive.hpp"

#include <cmath>

#include <ATen/Dispatch.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/base/error.hpp"

namespace inquest {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr double bound = 6.907755278982137;  // ln 1000

template <class T>
void forward_rows(const Tensor& z, const Tensor& raw, Tensor& u, Tensor& log_det) {
  const std::int64_t n = z.size(0);
  const std::int64_t d = z.size(1);
  const T* z_row = z.data_ptr<T>();
  const T* raw_row = raw.data_ptr<T>();
  T* u_row = u.data_ptr<T>();
  T* out = log_det.data_ptr<T>();
  for (std::int64_t i = 0; i < n; ++i, z_row += d, u_row += d, raw_row += 2 * d) {
    T sum = 0;
    for (std::int64_t j = 0; j < d; ++j) {
      const T r = raw_row[d + j];
      const T s = r / (1 + std::abs(r) / static_cast<T>(bound));
      u_row[j] = z_row[j] * std::exp(s) + raw_row[j];
      sum += s;
    }
    out[i] = sum;
  }
}

struct RowGradients {
  Tensor z;
  Tensor raw;
};

template <class T>
void backward_rows(const Tensor& z, const Tensor& raw, const Tensor& u_gradient, const Tensor& sum_gradient,
                   RowGradients& result) {
  const std::int64_t n = z.size(0);
  const std::int64_t d = z.size(1);
  const T* z_row = z.data_ptr<T>();
  const T* raw_row = raw.data_ptr<T>();
  const T* gu = u_gradient.data_ptr<T>();
  const T* gs = sum_gradient.data_ptr<T>();
  T* gz = result.z.data_ptr<T>();
  T* gr = result.raw.data_ptr<T>();
  for (std::int64_t i = 0; i < n; ++i, z_row += d, gu += d, gz += d, raw_row += 2 * d, gr += 2 * d) {
    for (std::int64_t j = 0; j < d; ++j) {
      const T r = raw_row[d + j];
      const T shrink = 1 / (1 + std::abs(r) / static_cast<T>(bound));
      const T scale = std::exp(r * shrink);
      gz[j] = gu[j] * scale;
      gr[j] = gu[j];
      gr[d + j] = (gu[j] * z_row[j] * scale + gs[i]) * shrink * shrink;
    }
  }
}

struct AffineNode : torch::autograd::Function<AffineNode> {
  static variable_list forward(AutogradContext* context, const Tensor& z_in, const Tensor& raw_in) {
    const Tensor z = z_in.contiguous();
    const Tensor raw = raw_in.contiguous();
    context->save_for_backward({z, raw});
    Tensor u = at::empty_like(z);
    Tensor log_det = at::empty({z.size(0)}, z.options());
    AT_DISPATCH_FLOATING_TYPES(z.scalar_type(), "affine_forward", [&] { forward_rows<scalar_t>(z, raw, u, log_det); });
    return {u, log_det};
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    INQUEST_VALIDATE(!at::GradMode::is_enabled(), internal, "second derivatives through a fused flow are not known");
    const auto saved = context->get_saved_variables();
    RowGradients result{at::empty_like(saved[0]), at::empty_like(saved[1])};
    const Tensor u_gradient = gradients[0].contiguous();
    const Tensor sum_gradient = gradients[1].contiguous();
    AT_DISPATCH_FLOATING_TYPES(saved[0].scalar_type(), "affine_backward",
                               [&] { backward_rows<scalar_t>(saved[0], saved[1], u_gradient, sum_gradient, result); });
    return {result.z, result.raw};
  }
};

std::pair<Tensor, Tensor> shift_and_log_scale(const Tensor& raw) {
  const std::int64_t d = raw.size(1) / 2;
  const Tensor r = raw.narrow(1, d, d);
  return {raw.narrow(1, 0, d), r / (1 + r.abs() / bound)};
}

}  // namespace

std::pair<Tensor, Tensor> affine_forward(const Tensor& z, const Tensor& raw) {
  INQUEST_EXPECT(z.dim() == 2 && raw.dim() == 2 && raw.size(0) == z.size(0) && raw.size(1) == 2 * z.size(1));
  if (!z.is_cpu()) return affine_forward_reference(z, raw);
  auto result = AffineNode::apply(z, raw);
  return {result[0], result[1]};
}

std::pair<Tensor, Tensor> affine_forward_reference(const Tensor& z, const Tensor& raw) {
  const auto [shift, log_scale] = shift_and_log_scale(raw);
  return {z * log_scale.exp() + shift, log_scale.sum(1)};
}

Tensor affine_inverse(const Tensor& u, const Tensor& raw) {
  const auto [shift, log_scale] = shift_and_log_scale(raw);
  return (u - shift) * (-log_scale).exp();
}

}  // namespace inquest
