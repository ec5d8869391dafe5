// Multilayer perceptron: the conditioner and regressor of every estimator.
//
// Forward and backward are one autograd node over matrix products: at this field's sizes a step costs its number of
// operations, not its arithmetic. `mlp_reference` says the same in plain operations, for tests and residual networks.
//
// A residual network (He et al. 2016) has a block for each hidden width, all equal: h + W' act(W act(h)), after a
// linear layer from the inputs to h and before one from h to the outputs.
#pragma once

#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"
#include "core/config/fields.hpp"
#include "core/nn/activation.hpp"
#include "core/nn/parameters.hpp"

namespace inquest {

struct MlpOptions {
  std::vector<std::int64_t> hidden = {64, 64};
  std::string activation = "silu";
  bool residual = false;

  void fields(FieldVisitor& visit);

  /// Widths of all hidden layers, of residual blocks too.
  std::vector<std::int64_t> layers() const;
};

class Mlp {
 public:
  /// Adds weights to `parameters` under `prefix`; those of the last layer start at `output_scale` times the usual size.
  /// Throws Error(config) on residual blocks that are not equally wide.
  Mlp(std::int64_t inputs, std::int64_t outputs, const MlpOptions& options, double output_scale, Parameters& parameters,
      const std::string& prefix, Random& random);

  /// Forbids connections: masks[i] has the shape of weight i and is 0 where nothing may flow.
  void set_masks(std::vector<Tensor> masks, Parameters& parameters);

  /// x [n, inputs] -> [n, outputs]; first derivatives alone are known.
  Tensor forward(const Tensor& x) const;

  const std::vector<Tensor>& weights() const { return weights_; }  // [out, in] each
  const std::vector<Tensor>& biases() const { return biases_; }
  const std::vector<Tensor>& masks() const { return masks_; }
  Activation activation() const { return activation_; }
  bool residual() const { return residual_; }

 private:
  std::vector<Tensor> weights_;
  std::vector<Tensor> biases_;
  std::vector<Tensor> masks_;  // empty: none
  Activation activation_;
  bool residual_;
};

/// Whether layer i of a residual network reads the sum h of the blocks before it, activated unless it is the last.
constexpr bool reads_sum(std::size_t layer) { return layer % 2 == 1; }

/// The same network in LibTorch's own operations.
Tensor mlp_reference(const Mlp& mlp, const Tensor& x);

}  // namespace inquest
