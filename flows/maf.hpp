// Masked autoregressive flow (Papamakarios, Pavlakou & Murray 2017): q(z | context) as a chain of affine
// autoregressive transforms of a standard normal.
//
// Each transform reads the coordinates in another order; the orders are a fixed pseudo-random sequence, the same for
// every flow of a dimension, so that options alone rebuild a flow.
#pragma once

#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"
#include "core/config/fields.hpp"
#include "core/nn/mlp.hpp"
#include "core/nn/parameters.hpp"

namespace inquest {

struct MafOptions {
  std::int64_t transforms = 5;
  MlpOptions conditioner = {{64, 64}, "silu"};

  void fields(FieldVisitor& visit);
};

class Maf {
 public:
  Maf(std::int64_t features, std::int64_t context, const MafOptions& options, Random& random);

  std::int64_t features() const { return features_; }

  /// log q(z | context) for z [n, features], context [n, context] -> [n].
  Tensor log_prob(const Tensor& z, const Tensor& context) const;

  /// Maps standard normals [n, features] to draws of q(z | context), one pass of each transform per feature.
  Tensor sample(const Tensor& normals, const Tensor& context) const;

  Parameters& parameters() { return parameters_; }
  const Parameters& parameters() const { return parameters_; }

 private:
  std::int64_t features_;
  Parameters parameters_;
  std::vector<Mlp> conditioners_;
  std::vector<std::vector<std::int64_t>> orders_;
};

}  // namespace inquest
