// Activations: what networks do between two linear layers.
#pragma once

#include <string>
#include <vector>

#include "core/base/tensor_fwd.hpp"

namespace inquest {

enum class Activation { relu, tanh, silu };

/// Their words in run files.
const std::vector<std::string>& activation_names();
Activation activation_from(const std::string& name);

/// Of each number of x, with its graph.
Tensor activate(const Tensor& x, Activation activation);

/// d loss / d pre from d loss / d post; `pre` and `post` are the values before and after the activation.
Tensor activate_backward(const Tensor& gradient, const Tensor& pre, const Tensor& post, Activation activation);

}  // namespace inquest
