#include <algorithm>
#include <cmath>
#include <numbers>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros_like.h>

#include "flows/families/transform_flow.hpp"

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

// What a conditioner reads: the context and the coordinates, with cosine and sine of the circular ones.
Tensor inputs_of(const Tensor& context, const Tensor& places, const TransformFlow::Step& step, const Places& circular) {
  if (circular.empty()) return at::cat({context, places.narrow(1, 0, step.read)}, 1);
  std::vector<Tensor> inputs{context, places};
  for (const std::int64_t coordinate : circular) {
    const auto place = std::ranges::find(step.coordinates, coordinate) - step.coordinates.begin();
    const Tensor angle = places.narrow(1, place, 1);
    inputs.insert(inputs.end(), {angle.cos(), angle.sin()});
  }
  return at::cat(inputs, 1);
}

// The places from `first` on whose coordinates are circular, or those whose are not.
Places transformed_places(const TransformFlow::Step& step, const Places& coordinates) {
  Places places;
  for (const std::int64_t coordinate : coordinates) {
    const auto place = std::ranges::find(step.coordinates, coordinate) - step.coordinates.begin();
    if (place >= step.first) places.push_back(place);
  }
  return places;
}

// Puts columns of `values` at these places of `all`, without writing into it.
Tensor with_columns(const Tensor& all, const Places& places, const Tensor& values) {
  std::vector<Tensor> columns = all.unbind(1);
  for (std::size_t i = 0; i < places.size(); ++i) {
    columns[static_cast<std::size_t>(places[i])] = values.select(1, static_cast<std::int64_t>(i));
  }
  return at::stack(columns, 1);
}

// The raw parameters [n, parameters, places] of maps of one kind.
Tensor raw_at(const Tensor& raw, const Places& places, std::int64_t first, const Elementwise& transform) {
  std::vector<Tensor> columns;
  for (const std::int64_t place : places) {
    columns.push_back(raw.narrow(1, 0, parameters_of(transform)).select(2, place - first));
  }
  return at::stack(columns, 2);
}

}  // namespace

// The raw parameters [n, parameters, transformed places] of step k.
Tensor TransformFlow::raw_reference(std::size_t k, const Tensor& context, const Tensor& places) const {
  const Tensor raw = mlp_reference(conditioners_[k], inputs_of(context, places, steps_[k], circular_));
  return raw.view({raw.size(0), raw_parameters_, features() - steps_[k].first});
}

Tensor TransformFlow::log_prob_reference(const Tensor& z, const Tensor& context) const {
  Tensor u = z;
  const double turns = 0.5 * static_cast<double>(real_.size()) + static_cast<double>(circular_.size());
  Tensor log_prob = at::zeros_like(z.select(1, 0)) - turns * std::log(2 * std::numbers::pi);
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    const Step& step = steps_[k];
    Tensor places = columns_at(u, step.coordinates);
    const Tensor raw = raw_reference(k, context, places);
    for (const Places* kind : {&real_, &circular_}) {
      const Places here = transformed_places(step, *kind);
      if (here.empty()) continue;
      const Elementwise& transform = transforms_[static_cast<std::size_t>(kind->front())];
      const Tensor values = columns_at(places, here);
      const Tensor parameters = raw_at(raw, here, step.first, transform);
      const auto [mapped, log_slope] =
          std::visit([&](const auto& t) { return forward_reference(t, values, parameters); }, transform);
      places = with_columns(places, here, mapped);
      log_prob = log_prob + log_slope.sum(1);
    }
    u = columns_at(places, inverse_of(step.coordinates));
    if (mixings_.empty()) continue;
    u = with_columns(u, real_, mixings_[k].forward_reference(columns_at(u, real_)));
    log_prob = log_prob + mixings_[k].log_det();
  }
  return real_.empty() ? log_prob : log_prob - 0.5 * columns_at(u, real_).square().sum(1);
}

Tensor TransformFlow::sample_reference(const Tensor& normals, const Tensor& context) const {
  const at::NoGradGuard no_graph;
  Tensor z = uniform_at_circular(normals);
  for (std::size_t k = steps_.size(); k-- > 0;) {
    const Step& step = steps_[k];
    if (!mixings_.empty()) z = with_columns(z, real_, mixings_[k].inverse_reference(columns_at(z, real_)));
    const Tensor u = columns_at(z, step.coordinates);
    Tensor places = u.clone();
    for (const Places& pass : step.passes) {
      const Tensor raw = raw_reference(k, context, places);
      for (const std::int64_t place : pass) {
        const auto coordinate = static_cast<std::size_t>(step.coordinates[static_cast<std::size_t>(place)]);
        const Tensor parameters = raw_at(raw, {place}, step.first, transforms_[coordinate]);
        const Tensor value = u.narrow(1, place, 1);
        places.narrow(1, place, 1)
            .copy_(std::visit([&](const auto& t) { return inverse_reference(t, value, parameters); },
                              transforms_[coordinate]));
      }
    }
    z = columns_at(places, inverse_of(step.coordinates));
  }
  return z;
}

}  // namespace inquest
