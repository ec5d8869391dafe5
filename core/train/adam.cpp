#include "core/train/adam.hpp"

#include <cmath>

#include <ATen/ops/zeros_like.h>

#include "core/nn/lanes.hpp"

namespace inquest {
namespace {

constexpr double beta_1 = 0.9;
constexpr double beta_2 = 0.999;
constexpr double epsilon = 1e-8;

struct StepSizes {
  double decay;      // factor on the weights
  double rate;       // learning rate over the first bias correction
  double root_bias;  // square root of the second bias correction
};

INQUEST_SIMD void step_on_arrays(std::int64_t count, const StepSizes& sizes, const float* __restrict g,
                                 float* __restrict mean, float* __restrict variance, float* __restrict weight) {
  const auto decay = static_cast<float>(sizes.decay);
  const auto rate = static_cast<float>(sizes.rate);
  const auto root_bias = static_cast<float>(1 / sizes.root_bias);
  constexpr auto b1 = static_cast<float>(beta_1);
  constexpr auto b2 = static_cast<float>(beta_2);
  for (std::int64_t i = 0; i < count; ++i) {
    mean[i] = b1 * mean[i] + (1 - b1) * g[i];
    variance[i] = b2 * variance[i] + (1 - b2) * g[i] * g[i];
    weight[i] = decay * weight[i] - rate * mean[i] / (std::sqrt(variance[i]) * root_bias + static_cast<float>(epsilon));
  }
}

void step_on_cpu(AdamState& state, const Tensor& flat, const Tensor& gradient, const StepSizes& sizes) {
  step_on_arrays(flat.numel(), sizes, gradient.data_ptr<float>(), state.mean.data_ptr<float>(),
                 state.variance.data_ptr<float>(), flat.data_ptr<float>());
}

void step_anywhere(AdamState& state, const Tensor& flat, const Tensor& gradient, const StepSizes& sizes) {
  state.mean.mul_(beta_1).add_(gradient, 1 - beta_1);
  state.variance.mul_(beta_2).addcmul_(gradient, gradient, 1 - beta_2);
  flat.mul_(sizes.decay);
  flat.addcdiv_(state.mean, state.variance.sqrt().div_(sizes.root_bias).add_(epsilon), -sizes.rate);
}

}  // namespace

AdamState make_adam_state(const Tensor& flat) { return {at::zeros_like(flat), at::zeros_like(flat), 0}; }

void adam_step(AdamState& state, const Tensor& flat, const Tensor& gradient, double learning_rate,
               double weight_decay) {
  ++state.steps;
  const auto steps = static_cast<double>(state.steps);
  const StepSizes sizes{1 - learning_rate * weight_decay, learning_rate / (1 - std::pow(beta_1, steps)),
                        std::sqrt(1 - std::pow(beta_2, steps))};
  if (flat.is_cpu() && flat.scalar_type() == at::kFloat) {
    step_on_cpu(state, flat, gradient, sizes);
  } else {
    step_anywhere(state, flat, gradient, sizes);
  }
}

}  // namespace inquest
