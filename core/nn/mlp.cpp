#include "core/nn/mlp.hpp"

#include <algorithm>
#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/mm.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/base/error.hpp"

namespace inquest {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr double block_scale = 0.1;  // residual blocks start near the identity

// Saved, in order: x, weights, then per hidden layer its pre- and post-activation, then the masks.
struct MlpNode : torch::autograd::Function<MlpNode> {
  static Tensor forward(AutogradContext* context, const Tensor& x, at::TensorList weights, at::TensorList biases,
                        at::TensorList masks, std::int64_t activation) {
    variable_list saved{x};
    saved.insert(saved.end(), weights.begin(), weights.end());
    Tensor value = x;
    for (std::size_t layer = 0; layer < weights.size(); ++layer) {
      value = at::addmm(biases[layer], value, weights[layer].t());
      if (layer + 1 == weights.size()) break;
      saved.push_back(value);
      value = activate(value, static_cast<Activation>(activation));
      saved.push_back(value);
    }
    saved.insert(saved.end(), masks.begin(), masks.end());
    context->save_for_backward(std::move(saved));
    context->saved_data["layers"] = static_cast<std::int64_t>(weights.size());
    context->saved_data["masked"] = !masks.empty();
    context->saved_data["activation"] = activation;
    return value;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    // Intermediate values were saved as numbers: their own derivatives are not known.
    INQUEST_VALIDATE(!at::GradMode::is_enabled(), internal, "second derivatives through a fused network are not known");
    const auto saved = context->get_saved_variables();
    const auto layers = static_cast<std::size_t>(context->saved_data["layers"].toInt());
    const bool masked = context->saved_data["masked"].toBool();
    const auto activation = static_cast<Activation>(context->saved_data["activation"].toInt());
    const auto weight = [&](std::size_t layer) { return saved[1 + layer]; };
    const auto pre = [&](std::size_t layer) { return saved[1 + layers + 2 * layer]; };
    const auto post = [&](std::size_t layer) { return saved[2 + layers + 2 * layer]; };
    const auto mask = [&](std::size_t layer) { return saved[1 + layers + 2 * (layers - 1) + layer]; };

    // One entry per argument of forward: x, weights, biases, masks, activation; the last two have no gradient.
    variable_list result(2 + (masked ? 3 : 2) * layers);
    Tensor gradient = gradients[0];
    for (std::size_t layer = layers; layer-- > 0;) {
      const Tensor input = layer == 0 ? saved[0] : post(layer - 1);
      Tensor weight_gradient = at::mm(gradient.t(), input);
      if (masked) weight_gradient.mul_(mask(layer));
      result[1 + layer] = weight_gradient;
      result[1 + layers + layer] = gradient.sum(0);
      if (layer == 0 && !context->needs_input_grad(0)) break;
      gradient = at::mm(gradient, weight(layer));
      if (layer > 0) gradient = activate_backward(gradient, pre(layer - 1), post(layer - 1), activation);
    }
    if (context->needs_input_grad(0)) result[0] = gradient;
    return result;
  }
};

}  // namespace

void MlpOptions::fields(FieldVisitor& visit) {
  visit.field("hidden", hidden, "widths of the hidden layers", {.min = 1});
  visit.choice("activation", activation, "after each hidden layer", activation_names());
  visit.field("residual", residual, "whether each hidden width, all equal, is a residual block of two layers");
}

std::vector<std::int64_t> MlpOptions::layers() const {
  if (!residual || hidden.empty()) return hidden;
  for (const std::int64_t width : hidden) {
    INQUEST_VALIDATE(width == hidden.front(), config, "a hidden layer of width ", width, " after one of ",
                     hidden.front(), " (residual blocks add to what they read); give all the same width");
  }
  return std::vector<std::int64_t>(1 + 2 * hidden.size(), hidden.front());
}

Mlp::Mlp(std::int64_t inputs, std::int64_t outputs, const MlpOptions& options, double output_scale,
         Parameters& parameters, const std::string& prefix, Random& random)
    : activation_(activation_from(options.activation)), residual_(options.residual && !options.hidden.empty()) {
  std::vector<std::int64_t> widths = options.layers();
  widths.insert(widths.begin(), inputs);
  widths.push_back(outputs);
  for (std::size_t layer = 0; layer + 1 < widths.size(); ++layer) {
    const bool ends_block = residual_ && layer > 0 && reads_sum(layer + 1);
    const double scale = layer + 2 == widths.size() ? output_scale : ends_block ? block_scale : 1.0;
    const double limit = scale / std::sqrt(static_cast<double>(std::max<std::int64_t>(1, widths[layer])));
    const std::string suffix = concat(".", layer);
    weights_.push_back(parameters.add(prefix + ".weight" + suffix, {widths[layer + 1], widths[layer]}, limit, random));
    biases_.push_back(parameters.add(prefix + ".bias" + suffix, {widths[layer + 1]}, limit, random));
  }
}

void Mlp::set_masks(std::vector<Tensor> masks, Parameters& parameters) {
  INQUEST_EXPECT(masks.size() == weights_.size());
  masks_ = std::move(masks);
  // Masked weights are zero from the start and their gradients stay zero, so no step has to mask them again.
  for (std::size_t layer = 0; layer < masks_.size(); ++layer) {
    weights_[layer].mul_(masks_[layer]);
    parameters.add_constant(masks_[layer]);
  }
}

Tensor Mlp::forward(const Tensor& x) const {
  if (residual_) return mlp_reference(*this, x);
  return MlpNode::apply(x, at::TensorList(weights_), at::TensorList(biases_), at::TensorList(masks_),
                        static_cast<std::int64_t>(activation_));
}

Tensor mlp_reference(const Mlp& mlp, const Tensor& x) {
  Tensor value = x;
  Tensor sum;  // of residual blocks
  for (std::size_t layer = 0; layer < mlp.weights().size(); ++layer) {
    Tensor weight = mlp.weights()[layer];
    if (!mlp.masks().empty()) weight = weight * mlp.masks()[layer];
    value = at::addmm(mlp.biases()[layer], value, weight.t());
    const std::size_t next = layer + 1;
    if (mlp.residual() && reads_sum(next)) value = sum = sum.defined() ? sum + value : value;
    const bool is_input_of_last = next + 1 == mlp.weights().size() && mlp.residual();
    if (next < mlp.weights().size() && !is_input_of_last) value = activate(value, mlp.activation());
  }
  return value;
}

}  // namespace inquest
