// TransformFlow: q(z | context) as a chain of conditioned elementwise transforms of a standard normal.
//
// Autoregressive (Papamakarios, Pavlakou & Murray 2017): every coordinate is transformed given those before it, in
// another order in each transform. Coupling (Dinh, Sohl-Dickstein & Bengio 2017): half of the coordinates are
// transformed given the others, and in the next transform the others. The orders are a fixed pseudo-random sequence,
// the same for every flow of a dimension, so that options alone rebuild a flow. In one dimension both are maps of z
// that the context chooses.
//
// On the CPU log q and its gradient are one autograd node over the whole chain (flows/transform_chain.hpp).
#pragma once

#include <memory>
#include <vector>

#include "core/nn/mlp.hpp"
#include "flows/elementwise.hpp"
#include "flows/flow.hpp"
#include "flows/transform_chain.hpp"

namespace inquest {

struct TransformFlowOptions {
  std::int64_t transforms = 5;
  MlpOptions conditioner = {{64, 64}, "silu"};
};

class TransformFlow final : public Flow {
 public:
  /// How one transform of the chain sees the coordinates: TransformStep, before its conditioner is built.
  struct Step {
    std::vector<std::int64_t> coordinates;
    std::int64_t read;
    std::int64_t first;
    std::vector<std::vector<std::int64_t>> passes;
    bool masked;  // by the order of the passes
  };

  TransformFlow(const Elementwise& transform, std::int64_t context, const std::vector<Step>& steps,
                const MlpOptions& conditioner, Random& random);

  std::int64_t features() const override { return chain_->features(); }
  Tensor log_prob(const Tensor& z, const Tensor& context) const override;
  Tensor sample(const Tensor& normals, const Tensor& context) const override;

  /// The same in LibTorch's own operations, on any device.
  Tensor log_prob_reference(const Tensor& z, const Tensor& context) const;
  Tensor sample_reference(const Tensor& normals, const Tensor& context) const;

 private:
  Elementwise transform_;
  std::vector<Step> steps_;
  std::vector<Mlp> conditioners_;
  std::shared_ptr<const TransformChain> chain_;  // shared with the graphs that it made
};

std::unique_ptr<TransformFlow> make_autoregressive_flow(const Elementwise& transform, std::int64_t features,
                                                        std::int64_t context, const TransformFlowOptions& options,
                                                        Random& random);

std::unique_ptr<TransformFlow> make_coupling_flow(const Elementwise& transform, std::int64_t features,
                                                  std::int64_t context, const TransformFlowOptions& options,
                                                  Random& random);

}  // namespace inquest
