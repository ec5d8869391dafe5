#include <cmath>
#include <numbers>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros_like.h>

#include "flows/transform_flow.hpp"

namespace inquest {
namespace {

using Places = std::vector<std::int64_t>;

Tensor columns_at(const Tensor& values, const Places& columns) {
  std::vector<Tensor> result;
  for (const std::int64_t column : columns) result.push_back(values.select(1, column));
  return at::stack(result, 1);
}

Places inverse_of(const Places& order) {
  Places places(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    places[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i);
  }
  return places;
}

// What the conditioner says of the transformed places, [n, parameters, places].
Tensor raw_of(const Mlp& conditioner, const TransformFlow::Step& step, const Elementwise& transform,
              const Tensor& context, const Tensor& places) {
  const Tensor raw = mlp_reference(conditioner, at::cat({context, places.narrow(1, 0, step.read)}, 1));
  return raw.view({raw.size(0), parameters_of(transform), places.size(1) - step.first});
}

Tensor from_place(const Tensor& places, std::int64_t first) { return places.narrow(1, first, places.size(1) - first); }

}  // namespace

Tensor TransformFlow::log_prob_reference(const Tensor& z, const Tensor& context) const {
  Tensor u = z;
  const double log_norm = 0.5 * static_cast<double>(features()) * std::log(2 * std::numbers::pi);
  Tensor log_prob = at::zeros_like(z.select(1, 0)) - log_norm;
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    const Step& step = steps_[k];
    const Tensor places = columns_at(u, step.coordinates);
    const Tensor raw = raw_of(conditioners_[k], step, transform_, context, places);
    const auto [mapped, log_slope] = std::visit(
        [&](const auto& transform) { return forward_reference(transform, from_place(places, step.first), raw); },
        transform_);
    u = columns_at(at::cat({places.narrow(1, 0, step.first), mapped}, 1), inverse_of(step.coordinates));
    log_prob = log_prob + log_slope.sum(1);
  }
  return log_prob - 0.5 * u.square().sum(1);
}

Tensor TransformFlow::sample_reference(const Tensor& normals, const Tensor& context) const {
  const at::NoGradGuard no_graph;
  Tensor z = normals;
  for (std::size_t k = steps_.size(); k-- > 0;) {
    const Step& step = steps_[k];
    const Tensor u = columns_at(z, step.coordinates);
    Tensor places = u.clone();
    for (const Places& pass : step.passes) {
      const Tensor raw = raw_of(conditioners_[k], step, transform_, context, places);
      const Tensor mapped = std::visit(
          [&](const auto& transform) { return inverse_reference(transform, from_place(u, step.first), raw); },
          transform_);
      for (const std::int64_t place : pass) places.select(1, place).copy_(mapped.select(1, place - step.first));
    }
    z = columns_at(places, inverse_of(step.coordinates));
  }
  return z;
}

}  // namespace inquest
