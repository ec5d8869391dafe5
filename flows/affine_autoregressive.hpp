// The affine step of an autoregressive flow: u = z exp(s) + t with s, t from a conditioner.
//
// The log-scale is bounded smoothly, s = r / (1 + |r| / ln 1000), so that one transform scales by a factor between
// 1/1000 and 1000 whatever the conditioner says.
#pragma once

#include <utility>

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"

namespace inquest {

/// z [n, d], raw [n, 2 d] (shifts t, then raw log-scales r) -> u [n, d] and the sum of s [n]; one autograd node on CPU.
std::pair<Tensor, Tensor> affine_forward(const Tensor& z, const Tensor& raw);

/// The same in LibTorch's own operations; any device, any number of derivatives.
std::pair<Tensor, Tensor> affine_forward_reference(const Tensor& z, const Tensor& raw);

/// z from u, without a graph.
Tensor affine_inverse(const Tensor& u, const Tensor& raw);

}  // namespace inquest
