// TransformFlow: q(z | context) as a chain of conditioned elementwise transforms of a standard normal.
//
// Autoregressive (Papamakarios, Pavlakou & Murray 2017): every coordinate is transformed given those before it, in
// another order in each transform. Coupling (Dinh, Sohl-Dickstein & Bengio 2017): half of the coordinates are
// transformed given the others, and in the next transform the others. The orders are a fixed pseudo-random sequence,
// the same for every flow of a dimension, so that options alone rebuild a flow. In one dimension both are maps of z
// that the context chooses. After each transform the real coordinates may be mixed (flows/transforms/lu_mixing.hpp);
// circular ones have splines of their own (flows/transforms/transform_chain.hpp).
//
// On the CPU log q and its gradient are one autograd node over the whole chain (flows/transforms/transform_chain.hpp).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/nn/mlp.hpp"
#include "flows/families/flow.hpp"
#include "flows/transforms/elementwise.hpp"
#include "flows/transforms/transform_chain.hpp"

namespace inquest {

struct TransformFlowOptions {
  std::int64_t transforms = 5;
  MlpOptions conditioner = {{64, 64}, "silu"};
  std::string mixing = "permutation";

  void fields(FieldVisitor& visit);
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

  TransformFlow(const Elementwise& transform, const FlowShape& shape, const std::vector<Step>& steps,
                const TransformFlowOptions& options, Random& random);

  std::int64_t features() const override { return chain_->features(); }

  /// log_prob and sample in LibTorch's own operations, on any device, without an embedding.
  Tensor log_prob_reference(const Tensor& z, const Tensor& context) const;
  Tensor sample_reference(const Tensor& normals, const Tensor& context) const;

 private:
  Tensor log_prob_given(const Tensor& z, const Tensor& context) const override;
  Tensor sample_given(const Tensor& normals, const Tensor& context) const override;
  void add_conditioner(const Step& step, std::int64_t context, const MlpOptions& options, Random& random);
  Tensor uniform_at_circular(const Tensor& normals) const;
  Tensor raw_reference(std::size_t k, const Tensor& context, const Tensor& places) const;

  std::vector<Elementwise> transforms_;  // of each coordinate
  std::vector<std::int64_t> real_;       // coordinates
  std::vector<std::int64_t> circular_;
  std::int64_t raw_parameters_ = 0;  // that conditioners give for each coordinate
  std::vector<Step> steps_;
  std::vector<Mlp> conditioners_;
  std::vector<LuMixing> mixings_;                // after each step, or none
  std::shared_ptr<const TransformChain> chain_;  // shared with the graphs that it made
};

/// With `transform` for real coordinates, and for circular ones splines of as many bins.
std::unique_ptr<TransformFlow> make_autoregressive_flow(const Elementwise& transform, const FlowShape& shape,
                                                        const TransformFlowOptions& options, Random& random);
std::unique_ptr<TransformFlow> make_coupling_flow(const Elementwise& transform, const FlowShape& shape,
                                                  const TransformFlowOptions& options, Random& random);

}  // namespace inquest
