// The affine elementwise transform: u = z exp(s) + t with s, t from a conditioner (Papamakarios, Pavlakou & Murray
// 2017).
//
// The log-scale is bounded smoothly, s = r / (1 + |r| / ln 1000), so that one transform scales by a factor between
// 1/1000 and 1000 whatever the conditioner says.
#pragma once

#include <cstdint>
#include <utility>

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"
#include "flows/transforms/columns.hpp"

namespace inquest {

struct Affine {
  std::int64_t parameters() const { return 2; }  // shift t, raw log-scale r
};

/// u from z; log du/dz is added to log_det.
void forward(const Affine&, const float* z, const RawColumns<float>& raw, float* u, float* log_det);
void forward(const Affine&, const double* z, const RawColumns<double>& raw, double* u, double* log_det);

void backward(const Affine&, const float* z, const RawColumns<float>& raw, const ResultGradient<float>& gradient,
              const ArgumentGradient<float>& result);
void backward(const Affine&, const double* z, const RawColumns<double>& raw, const ResultGradient<double>& gradient,
              const ArgumentGradient<double>& result);

/// z from u.
void inverse(const Affine&, const float* u, const RawColumns<float>& raw, float* z);
void inverse(const Affine&, const double* u, const RawColumns<double>& raw, double* z);

/// z [n, d], raw [n, 2, d] -> u [n, d], log du/dz [n, d]; any device, any number of derivatives.
std::pair<Tensor, Tensor> forward_reference(const Affine&, const Tensor& z, const Tensor& raw);

/// z [n, d] from u.
Tensor inverse_reference(const Affine&, const Tensor& u, const Tensor& raw);

}  // namespace inquest
