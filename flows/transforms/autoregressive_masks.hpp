// Masks that make a perceptron autoregressive (MADE: Germain et al. 2015).
//
// Inputs are (context, z), and after them (cosine, sine) of each circular coordinate, which are read in its place.
// Output rows of coordinate i read the context and the coordinates before i in `order`.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"

namespace inquest {

struct MaskShape {
  std::int64_t features;  // d
  std::int64_t context;   // inputs that every output may read
  std::vector<std::int64_t> hidden;
  std::int64_t outputs_per_feature;  // outputs are grouped [output kind][feature]
  std::vector<std::int64_t> circular = {};
};

/// One mask per layer, [out, in], of 0 and 1; order[k] is the coordinate at place k. Throws Error(config) on a
/// hidden layer narrower than features: some coordinate could not tell all before it.
std::vector<Tensor> autoregressive_masks(const MaskShape& shape, const std::vector<std::int64_t>& order);

/// Orders for a chain of transforms: every second one reverses the one before it, the others are a fixed
/// pseudo-random permutation each.
std::vector<std::vector<std::int64_t>> autoregressive_orders(std::int64_t features, std::int64_t transforms);

}  // namespace inquest
