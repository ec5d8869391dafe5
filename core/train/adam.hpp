// Adam with decoupled weight decay on one flat buffer: a step is one loop.
#pragma once

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"

namespace inquest {

struct AdamState {
  Tensor mean;      // [count], first moment of the gradient
  Tensor variance;  // [count], second moment
  std::int64_t steps = 0;
};

AdamState make_adam_state(const Tensor& flat);

/// One step with the moments' usual decay (0.9, 0.999) and epsilon 1e-8.
void adam_step(AdamState& state, const Tensor& flat, const Tensor& gradient, double learning_rate, double weight_decay);

}  // namespace inquest
