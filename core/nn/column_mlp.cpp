#include "core/nn/column_mlp.hpp"

#include <algorithm>

#include <ATen/ops/ones_like.h>

#include "core/base/error.hpp"

namespace inquest {
namespace {

Tensor mask_of(const Mlp& mlp, std::size_t layer) {
  return mlp.masks().empty() ? at::ones_like(mlp.weights()[layer].detach()) : mlp.masks()[layer];
}

template <class T>
DenseWeight<T> as_stored(const Tensor& weight) {
  return {weight.data_ptr<T>(), weight.size(1), 1};
}

template <class T>
DenseWeight<T> transposed(const Tensor& weight) {
  return {weight.data_ptr<T>(), 1, weight.size(1)};
}

}  // namespace

ColumnMlp::ColumnMlp(const Mlp& mlp, std::int64_t leading)
    : leading_(leading), activation_(mlp.activation()), residual_(mlp.residual()) {
  for (std::size_t i = 0; i < mlp.weights().size(); ++i) {
    const Tensor mask = mask_of(mlp, i);
    Layer layer{mlp.weights()[i], mlp.biases()[i], dense_blocks(mask), dense_blocks(mask.t()), 0, 0};
    if (i > 0) {
      const std::int64_t width = layer.weight.size(1);
      layer.values = saved_;
      layer.slopes = saved_ + width;
      saved_ += activation_ == Activation::silu ? 2 * width : width;
      largest_ = std::max(largest_, width);
    }
    layers_.push_back(std::move(layer));
    INQUEST_EXPECT(layers_.back().blocks.size() == layers_.front().blocks.size());
  }
  scratch_ = 2 * largest_;
  if (residual_) {
    sum_ = saved_;
    saved_ += largest_;
    scratch_ += largest_;
  }
  first_without_leading_ = layers_.front().blocks;
  for (DenseBlock& block : first_without_leading_) std::erase_if(block.inputs, [&](auto i) { return i < leading; });
}

// Adds the sum of the blocks before to the outputs y of a block's end, and keeps it.
template <class T>
void ColumnMlp::add_to_sum(std::size_t layer, const DenseBlock& block, T* y, T* saved, std::int64_t rows) const {
  T* sum = saved + sum_ * rows;
  for (const std::int64_t output : block.outputs) {
    T* here = y + output * rows;
    if (layer > 0) {
      for (std::int64_t i = 0; i < rows; ++i) here[i] += sum[output * rows + i];
    }
    std::copy_n(here, rows, sum + output * rows);
  }
}

// One block of a layer from the layer before it; hidden units are activated where they lie.
template <class T>
void ColumnMlp::layer_group(std::size_t layer, const DenseBlock& block, const MlpColumns<T>& input, T* saved, T* y,
                            bool slopes) const {
  const Layer& here = layers_[layer];
  const bool last = layer + 1 == layers_.size();
  const bool folded = layer == 0 && input.first_bias != nullptr;
  const T* x = layer == 0 ? input.x : saved + here.values * input.rows;
  T* out = last ? y : saved + layers_[layer + 1].values * input.rows;
  dense_forward(block, as_stored<T>(here.weight), folded ? input.first_bias : here.bias.template data_ptr<T>(), x, out,
                input.rows);
  if (last) return;
  if (adds_to_sum(layer)) add_to_sum(layer, block, out, saved, input.rows);
  if (!is_activated(layer + 1)) return;
  T* slope = slopes ? saved + layers_[layer + 1].slopes * input.rows : nullptr;
  activate_columns(activation_, block.outputs, out, slope, input.rows);
}

template <class T>
void ColumnMlp::forward(const MlpColumns<T>& input, T* saved, T* y) const {
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const bool folded = layer == 0 && input.first_bias != nullptr;
    for (const DenseBlock& block : folded ? first_without_leading_ : layers_[layer].blocks) {
      layer_group(layer, block, input, saved, y, true);
    }
  }
}

template <class T>
void ColumnMlp::forward_group(std::size_t group, const MlpColumns<T>& input, T* saved, T* y) const {
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const bool folded = layer == 0 && input.first_bias != nullptr;
    const auto& blocks = folded ? first_without_leading_ : layers_[layer].blocks;
    layer_group(layer, blocks[group], input, saved, y, false);
  }
}

template <class T>
void ColumnMlp::backward(const MlpColumns<T>& input, const T* saved, const T* y_gradient,
                         const MlpGradient<T>& result) const {
  const std::int64_t rows = input.rows;
  T* halves[2] = {result.scratch, result.scratch + largest_ * rows};
  T* sum_gradient = result.scratch + 2 * largest_ * rows;
  const T* gradient = y_gradient;
  for (std::size_t layer = layers_.size(); layer-- > 0;) {
    const Layer& here = layers_[layer];
    const T* x = layer == 0 ? input.x : saved + here.values * rows;
    if (adds_to_sum(layer)) gradient = sum_gradient;
    T* weight_gradient = result.weights + (here.weight.template data_ptr<T>() - result.flat);
    T* bias_gradient = result.weights + (here.bias.template data_ptr<T>() - result.flat);
    for (const DenseBlock& block : here.blocks) {
      dense_gradient(block, gradient, x, rows, weight_gradient, here.weight.size(1), bias_gradient);
    }
    T* x_gradient = layer == 0 ? result.x : halves[layer % 2];
    if (!is_activated(layer) && layer > 0) x_gradient = sum_gradient;
    if (x_gradient == nullptr) return;
    for (const DenseBlock& block : here.transposed) {
      dense_forward(block, transposed<T>(here.weight), nullptr, gradient, x_gradient, rows);
    }
    const std::int64_t count = here.weight.size(1) * rows;
    if (layer > 0 && is_activated(layer)) {
      activate_backward(activation_, x, saved + here.slopes * rows, x_gradient, count);
      if (adds_to_sum(layer - 1)) {
        for (std::int64_t i = 0; i < count; ++i) sum_gradient[i] += x_gradient[i];
      }
    }
    gradient = x_gradient;
  }
}

template <class T>
std::vector<T> ColumnMlp::first_bias(const T* leading) const {
  const Layer& first = layers_.front();
  const T* bias = first.bias.template data_ptr<T>();
  const T* weight = first.weight.template data_ptr<T>();
  std::vector<T> result(bias, bias + first.bias.size(0));
  for (T& value : result) {
    for (std::int64_t i = 0; i < leading_; ++i) value += weight[i] * leading[i];
    weight += first.weight.size(1);
  }
  return result;
}

template void ColumnMlp::forward(const MlpColumns<float>&, float*, float*) const;
template void ColumnMlp::forward(const MlpColumns<double>&, double*, double*) const;
template void ColumnMlp::forward_group(std::size_t, const MlpColumns<float>&, float*, float*) const;
template void ColumnMlp::forward_group(std::size_t, const MlpColumns<double>&, double*, double*) const;
template void ColumnMlp::backward(const MlpColumns<float>&, const float*, const float*,
                                  const MlpGradient<float>&) const;
template void ColumnMlp::backward(const MlpColumns<double>&, const double*, const double*,
                                  const MlpGradient<double>&) const;
template std::vector<float> ColumnMlp::first_bias(const float*) const;
template std::vector<double> ColumnMlp::first_bias(const double*) const;

}  // namespace inquest
