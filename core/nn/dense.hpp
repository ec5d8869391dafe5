// Dense layers over columns: matrices [features][rows] in which one feature's values of all rows lie side by side.
//
// So a weight meets a whole vector of rows, and layers need neither packing nor equal widths; a mask is worth its
// zeros, which are not multiplied. The number of rows is a multiple of `row_multiple`; the caller pads.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"
#include "core/nn/mlp.hpp"

namespace inquest {

constexpr std::int64_t row_multiple = 16;

/// `count` rounded up to whole vectors.
constexpr std::int64_t padded_rows(std::int64_t count) {
  return (count + row_multiple - 1) / row_multiple * row_multiple;
}

/// A part of a layer: each of `outputs` reads each of `inputs`.
struct DenseBlock {
  std::vector<std::int64_t> outputs;
  std::vector<std::int64_t> inputs;
};

/// The layer of this mask [out, in] of 0 and 1: outputs that read the same inputs are one block, short ones first.
std::vector<DenseBlock> dense_blocks(const Tensor& mask);

/// A matrix with two strides, so that a weight [out, in] can be read either way.
template <class T>
struct DenseWeight {
  const T* values;
  std::int64_t output_stride;
  std::int64_t input_stride;
};

/// y = weight x + bias for the outputs of the block; no bias: nullptr.
void dense_forward(const DenseBlock& block, const DenseWeight<float>& weight, const float* bias, const float* x,
                   float* y, std::int64_t rows);
void dense_forward(const DenseBlock& block, const DenseWeight<double>& weight, const double* bias, const double* x,
                   double* y, std::int64_t rows);

/// Adds y_gradient x^T to weight_gradient [out, `inputs`] and the sums of y_gradient to bias_gradient.
void dense_gradient(const DenseBlock& block, const float* y_gradient, const float* x, std::int64_t rows,
                    float* weight_gradient, std::int64_t inputs, float* bias_gradient);
void dense_gradient(const DenseBlock& block, const double* y_gradient, const double* x, std::int64_t rows,
                    double* weight_gradient, std::int64_t inputs, double* bias_gradient);

/// Applies the activation to these features in place. Where its slope cannot be told from its value (silu), `slope`
/// (nullptr: not needed) receives it.
void activate_columns(Activation activation, const std::vector<std::int64_t>& features, float* x, float* slope,
                      std::int64_t rows);
void activate_columns(Activation activation, const std::vector<std::int64_t>& features, double* x, double* slope,
                      std::int64_t rows);

/// Multiplies `gradient` [count] by the slopes of the activation, from what `activate_columns` left.
void activate_backward(Activation activation, const float* value, const float* slope, float* gradient,
                       std::int64_t count);
void activate_backward(Activation activation, const double* value, const double* slope, double* gradient,
                       std::int64_t count);

}  // namespace inquest
