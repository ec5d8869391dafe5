// ColumnMlp: an Mlp evaluated on columns (core/nn/dense.hpp), with its backward pass by hand.
//
// The masks of an autoregressive network make groups of units, each of which needs only the groups before it: a group
// can be evaluated as soon as its inputs are known, and all groups together cost one evaluation.
#pragma once

#include <cstdint>
#include <vector>

#include "core/nn/dense.hpp"

namespace inquest {

/// Inputs [inputs][rows]; `first_bias`, where not nullptr, replaces the first layer's bias and its leading inputs.
template <class T>
struct MlpColumns {
  const T* x;
  const T* first_bias;
  std::int64_t rows;
};

/// Where gradients go: those by weights as far from `weights` as the weights are from `flat`; x: nullptr if not needed.
template <class T>
struct MlpGradient {
  const T* flat;
  T* weights;
  T* x;        // [inputs][rows], written
  T* scratch;  // [scratch()][rows]
};

class ColumnMlp {
 public:
  /// Views the weights of `mlp`; its first `leading` inputs may be the same for all rows.
  ColumnMlp(const Mlp& mlp, std::int64_t leading);

  std::int64_t saved() const { return saved_; }      // features that a forward pass saves
  std::int64_t scratch() const { return scratch_; }  // features that a backward pass works in
  std::size_t groups() const { return layers_.front().blocks.size(); }

  /// All outputs y [outputs][rows]; saves the hidden layers' values, of silu its slopes too, in `saved`.
  template <class T>
  void forward(const MlpColumns<T>& input, T* saved, T* y) const;

  /// The outputs of one group, once those before it are done with the same `saved`; saves no slopes.
  template <class T>
  void forward_group(std::size_t group, const MlpColumns<T>& input, T* saved, T* y) const;

  /// The gradients from that of y; `input` and `saved` as in forward, without `first_bias`.
  template <class T>
  void backward(const MlpColumns<T>& input, const T* saved, const T* y_gradient, const MlpGradient<T>& result) const;

  /// The bias of the first layer with these leading inputs worked in.
  template <class T>
  std::vector<T> first_bias(const T* leading) const;

 private:
  struct Layer {
    Tensor weight;
    Tensor bias;
    std::vector<DenseBlock> blocks;
    std::vector<DenseBlock> transposed;
    std::int64_t values;  // where its input lies in `saved`, and its slopes; no matter for the first
    std::int64_t slopes;  // of silu alone
  };
  template <class T>
  void layer_group(std::size_t layer, const DenseBlock& block, const MlpColumns<T>& input, T* saved, T* y,
                   bool slopes) const;

  bool adds_to_sum(std::size_t layer) const { return residual_ && reads_sum(layer + 1); }
  bool is_activated(std::size_t layer) const { return !residual_ || layer + 1 < layers_.size(); }
  template <class T>
  void add_to_sum(std::size_t layer, const DenseBlock& block, T* y, T* saved, std::int64_t rows) const;

  std::int64_t leading_;
  std::vector<DenseBlock> first_without_leading_;
  std::vector<Layer> layers_;
  Activation activation_;
  bool residual_;
  std::int64_t sum_ = 0;      // where in `saved` the sum of the residual blocks lies
  std::int64_t largest_ = 0;  // width of a hidden layer
  std::int64_t saved_ = 0;
  std::int64_t scratch_ = 0;
};

}  // namespace inquest
