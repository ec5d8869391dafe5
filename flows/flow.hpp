// Flow: a trainable conditional density q(z | context) that can be drawn from.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"
#include "core/nn/parameters.hpp"

namespace inquest {

/// What a flow is a density of, and given how much.
struct FlowShape {
  std::int64_t features = 1;
  std::int64_t context = 0;
  std::vector<std::int64_t> circular = {};  // features that are angles in [-pi, pi), in order
};

class Flow {
 public:
  virtual ~Flow() = default;

  /// Length of z.
  virtual std::int64_t features() const = 0;

  /// Standard normals that one draw is made of.
  virtual std::int64_t normals() const { return features(); }

  /// log q(z | context) for z [n, features], context [n, context] -> [n]; first derivatives alone are known.
  virtual Tensor log_prob(const Tensor& z, const Tensor& context) const = 0;

  /// Maps standard normals [n, normals] to draws [n, features] of q(z | context), without a graph.
  virtual Tensor sample(const Tensor& normals, const Tensor& context) const = 0;

  Parameters& parameters() { return parameters_; }
  const Parameters& parameters() const { return parameters_; }

 private:
  Parameters parameters_;
};

}  // namespace inquest
