// Flow: a trainable conditional density q(z | context) that can be drawn from.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

#include "core/base/shape.hpp"
#include "core/base/tensor_fwd.hpp"
#include "core/nn/embedding.hpp"
#include "core/nn/parameters.hpp"

namespace inquest {

/// What a flow is a density of, and given how much.
struct FlowShape {
  std::int64_t features = 1;
  std::int64_t context = 0;
  std::vector<std::int64_t> circular = {};  // features that are angles in [-pi, pi), in order
  Shape context_shape = {};                 // of the context, channels first; empty: a vector
};

class Flow {
 public:
  virtual ~Flow() = default;

  /// Length of z.
  virtual std::int64_t features() const = 0;

  /// Standard normals that one draw is made of.
  virtual std::int64_t normals() const { return features(); }

  /// log q(z | context) for z [n, features], context [n, context] -> [n]; first derivatives alone are known.
  Tensor log_prob(const Tensor& z, const Tensor& context) const { return log_prob_given(z, embedded(context)); }

  /// What the flow reads of contexts [n, context]: themselves, or what its embedding makes of them.
  Tensor embedded(const Tensor& context) const { return embedding_ ? embedding_->forward(context) : context; }

  /// `log_prob` and `sample` given the embedded context; `sample_given` without a graph where none is being made.
  virtual Tensor log_prob_given(const Tensor& z, const Tensor& embedded) const = 0;
  virtual Tensor sample_given(const Tensor& normals, const Tensor& embedded) const = 0;

  /// Maps standard normals [n, normals] to draws [n, features] of q(z | context), without a graph.
  Tensor sample(const Tensor& normals, const Tensor& context) const {
    const at::NoGradGuard no_graph;
    return sample_given(normals, embedded(context));
  }

  /// What training makes least: a mean over rows, with its graph, least where the flow is the density of z given its
  /// context. A family that draws noise for it takes it from `random`.
  Tensor loss(const Tensor& z, const Tensor& context, Random& random) const {
    return loss_given(z, embedded(context), random);
  }

  /// From now on contexts go through this network first, whose weights are among the flow's.
  void embed_context(std::unique_ptr<Embedding> embedding) { embedding_ = std::move(embedding); }

  Parameters& parameters() { return parameters_; }
  const Parameters& parameters() const { return parameters_; }

 private:
  // What `loss` says, given the embedded context; that of maximum likelihood, unless the family has one of its own.
  virtual Tensor loss_given(const Tensor& z, const Tensor& context, Random& random) const;

  Parameters parameters_;
  std::unique_ptr<Embedding> embedding_;
};

}  // namespace inquest
