#include "flows/transforms/affine.hpp"

#include <ATen/TensorOperators.h>

#include "core/nn/lanes.hpp"

namespace inquest {
namespace {

constexpr double bound = 6.907755278982137;  // ln 1000

// What the log-scale is to its raw value: s = r * shrink, ds/dr = shrink^2.
template <class T>
INQUEST_INLINE Lanes<T> shrink(Lanes<T> r) {
  return 1 / (1 + abs_lanes<T>(r) * static_cast<T>(1 / bound));
}

template <class T>
INQUEST_INLINE void forward_lanes(const T* z, const RawColumns<T>& raw, T* u, T* log_det) {
  for (std::int64_t i = 0; i < raw.rows; i += lane_count<T>) {
    const Lanes<T> r = load(raw.values + raw.stride + i);
    const Lanes<T> s = r * shrink<T>(r);
    store<T>(u + i, load(z + i) * exp_lanes<T>(s) + load(raw.values + i));
    store<T>(log_det + i, load(log_det + i) + s);
  }
}

template <class T>
INQUEST_INLINE void backward_lanes(const T* z, const RawColumns<T>& raw, const ResultGradient<T>& gradient,
                                   const ArgumentGradient<T>& result) {
  for (std::int64_t i = 0; i < raw.rows; i += lane_count<T>) {
    const Lanes<T> r = load(raw.values + raw.stride + i);
    const Lanes<T> factor = shrink<T>(r);
    const Lanes<T> u_gradient = load(gradient.u + i);
    const Lanes<T> scaled = u_gradient * exp_lanes<T>(r * factor);
    store<T>(result.z + i, scaled);
    store<T>(result.raw + i, u_gradient);
    store<T>(result.raw + raw.stride + i, (scaled * load(z + i) + load(gradient.log_det + i)) * factor * factor);
  }
}

template <class T>
INQUEST_INLINE void inverse_lanes(const T* u, const RawColumns<T>& raw, T* z) {
  for (std::int64_t i = 0; i < raw.rows; i += lane_count<T>) {
    const Lanes<T> r = load(raw.values + raw.stride + i);
    store<T>(z + i, (load(u + i) - load(raw.values + i)) * exp_lanes<T>(-r * shrink<T>(r)));
  }
}

std::pair<Tensor, Tensor> shift_and_log_scale(const Tensor& raw) {
  const Tensor r = raw.select(1, 1);
  return {raw.select(1, 0), r / (1 + r.abs() / bound)};
}

}  // namespace

INQUEST_SIMD void forward(const Affine&, const float* z, const RawColumns<float>& raw, float* u, float* log_det) {
  forward_lanes<float>(z, raw, u, log_det);
}

INQUEST_SIMD void forward(const Affine&, const double* z, const RawColumns<double>& raw, double* u, double* log_det) {
  forward_lanes<double>(z, raw, u, log_det);
}

INQUEST_SIMD void backward(const Affine&, const float* z, const RawColumns<float>& raw,
                           const ResultGradient<float>& gradient, const ArgumentGradient<float>& result) {
  backward_lanes<float>(z, raw, gradient, result);
}

INQUEST_SIMD void backward(const Affine&, const double* z, const RawColumns<double>& raw,
                           const ResultGradient<double>& gradient, const ArgumentGradient<double>& result) {
  backward_lanes<double>(z, raw, gradient, result);
}

INQUEST_SIMD void inverse(const Affine&, const float* u, const RawColumns<float>& raw, float* z) {
  inverse_lanes<float>(u, raw, z);
}

INQUEST_SIMD void inverse(const Affine&, const double* u, const RawColumns<double>& raw, double* z) {
  inverse_lanes<double>(u, raw, z);
}

std::pair<Tensor, Tensor> forward_reference(const Affine&, const Tensor& z, const Tensor& raw) {
  const auto [shift, log_scale] = shift_and_log_scale(raw);
  return {z * log_scale.exp() + shift, log_scale};
}

Tensor inverse_reference(const Affine&, const Tensor& u, const Tensor& raw) {
  const auto [shift, log_scale] = shift_and_log_scale(raw);
  return (u - shift) * (-log_scale).exp();
}

}  // namespace inquest
