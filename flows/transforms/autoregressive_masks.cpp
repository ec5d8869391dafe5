#include "flows/transforms/autoregressive_masks.hpp"

#include <algorithm>
#include <numeric>

#include <ATen/ops/zeros.h>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

namespace inquest {
namespace {

// The degree of a unit: the number of leading coordinates that it may depend on.
using Degrees = std::vector<std::int64_t>;

Degrees input_degrees(const MaskShape& shape, const std::vector<std::int64_t>& place) {
  Degrees degrees(static_cast<std::size_t>(shape.context), 0);
  for (std::int64_t p : place) degrees.push_back(p + 1);
  for (const std::int64_t coordinate : shape.circular) {
    const std::int64_t degree = place[static_cast<std::size_t>(coordinate)] + 1;
    degrees[static_cast<std::size_t>(shape.context + coordinate)] = shape.features + 1;  // which no unit has
    degrees.insert(degrees.end(), 2, degree);
  }
  return degrees;
}

Degrees hidden_degrees(std::int64_t width, std::int64_t features) {
  Degrees degrees(static_cast<std::size_t>(width));
  for (std::size_t i = 0; i < degrees.size(); ++i) degrees[i] = static_cast<std::int64_t>(i) % features;
  return degrees;
}

Degrees output_degrees(const MaskShape& shape, const std::vector<std::int64_t>& place) {
  Degrees degrees;
  for (std::int64_t kind = 0; kind < shape.outputs_per_feature; ++kind) {
    degrees.insert(degrees.end(), place.begin(), place.end());
  }
  return degrees;
}

Tensor mask_between(const Degrees& from, const Degrees& to) {
  Tensor mask = at::zeros({static_cast<std::int64_t>(to.size()), static_cast<std::int64_t>(from.size())}, at::kFloat);
  float* values = mask.data_ptr<float>();
  for (std::int64_t degree : to) {
    for (std::int64_t source : from) *values++ = degree >= source ? 1.0F : 0.0F;
  }
  return mask;
}

}  // namespace

std::vector<Tensor> autoregressive_masks(const MaskShape& shape, const std::vector<std::int64_t>& order) {
  for (std::int64_t width : shape.hidden) {
    INQUEST_VALIDATE(width >= shape.features, config, "a hidden layer of width ", width, " (for ", shape.features,
                     " parameters it must be at least that wide: each needs a unit of its own)");
  }
  std::vector<std::int64_t> place(order.size());
  for (std::size_t k = 0; k < order.size(); ++k)
    place[static_cast<std::size_t>(order[k])] = static_cast<std::int64_t>(k);
  std::vector<Tensor> masks;
  Degrees previous = input_degrees(shape, place);
  for (std::int64_t width : shape.hidden) {
    Degrees next = hidden_degrees(width, shape.features);
    masks.push_back(mask_between(previous, next));
    previous = std::move(next);
  }
  masks.push_back(mask_between(previous, output_degrees(shape, place)));
  return masks;
}

std::vector<std::vector<std::int64_t>> autoregressive_orders(std::int64_t features, std::int64_t transforms) {
  std::vector<std::vector<std::int64_t>> orders;
  std::vector<std::int64_t> order(static_cast<std::size_t>(features));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  Random random(Seed{0}.child("autoregressive order"));
  for (std::int64_t k = 0; k < transforms; ++k) {
    if (k % 2 == 1) {
      std::ranges::reverse(order);
    } else if (k > 0) {
      for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    }
    orders.push_back(order);
  }
  return orders;
}

}  // namespace inquest
