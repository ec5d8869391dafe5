// Masked autoregressive flow (Papamakarios, Pavlakou & Murray 2017): a chain of affine autoregressive transforms.
#pragma once

#include <memory>

#include "flows/families/transform_flow.hpp"

namespace inquest {

struct MafOptions : TransformFlowOptions {
  static constexpr const char* name = "maf";
  static constexpr const char* doc = "masked autoregressive flow: a chain of affine autoregressive transforms";
  static constexpr bool knows_circles = false;

  std::unique_ptr<Flow> make(const FlowShape& shape, Random& random) const;
};

}  // namespace inquest
