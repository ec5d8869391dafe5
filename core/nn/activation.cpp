#include "core/nn/activation.hpp"

#include <ATen/core/Tensor.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/silu_backward.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/tanh_backward.h>
#include <ATen/ops/threshold_backward.h>

#include "core/base/error.hpp"

namespace inquest {

const std::vector<std::string>& activation_names() {
  static const std::vector<std::string> names{"relu", "tanh", "silu"};
  return names;
}

Activation activation_from(const std::string& name) {
  if (name == "relu") return Activation::relu;
  if (name == "tanh") return Activation::tanh;
  INQUEST_EXPECT(name == "silu");
  return Activation::silu;
}

Tensor activate(const Tensor& x, Activation activation) {
  switch (activation) {
    case Activation::relu:
      return at::relu(x);
    case Activation::tanh:
      return at::tanh(x);
    case Activation::silu:
      return at::silu(x);
  }
  return x;
}

Tensor activate_backward(const Tensor& gradient, const Tensor& pre, const Tensor& post, Activation activation) {
  switch (activation) {
    case Activation::relu:
      return at::threshold_backward(gradient, post, 0);
    case Activation::tanh:
      return at::tanh_backward(gradient, post);
    case Activation::silu:
      return at::silu_backward(gradient, pre);
  }
  return gradient;
}

}  // namespace inquest
