// FlowEnsemble: flows of one density from different starts; their mixture with equal weights is the density.
//
// What estimators have in common: members from options and a seed, and answers in float64 over batches in float32.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/random.hpp"
#include "core/base/tensor_fwd.hpp"
#include "flows/families/flow_options.hpp"

namespace inquest {

class FlowEnsemble {
 public:
  /// Untrained members, one for each entry of `members`, on `device`; throws Error(config) on a device that is not
  /// there.
  FlowEnsemble(const std::vector<FlowOptions>& members, const FlowShape& shape, const std::string& device, Seed seed);

  std::size_t size() const { return members_.size(); }
  Flow& member(std::size_t i) { return *members_.at(i); }
  const Flow& member(std::size_t i) const { return *members_.at(i); }

  /// log q(z | context) of each row [n]; z [n, features] and context [n, context], either of which may be one row for
  /// all; no graph.
  void log_prob(ConstMatrixView z, const Tensor& context, std::span<double> out) const;

  /// The same of each member, [members, n].
  Matrix member_log_probs(ConstMatrixView z, const Tensor& context) const;

  /// log_prob with its derivatives [n, context] by the context.
  void log_prob_gradient(ConstMatrixView z, const Tensor& context, std::span<double> out, MatrixView gradient) const;

  /// Draws [count, features] of q(z | context) for one context [1, context]; each member gives a multinomial share.
  Matrix sample(std::size_t count, const Tensor& context, Seed seed) const;

  /// Weights of each member, to save and to fill.
  std::vector<Parameters*> networks() const;

 private:
  FlowShape shape_;
  std::string device_;
  std::vector<std::unique_ptr<Flow>> members_;
};

/// The log density of the mixture [n], of those of its members [members, n].
void mix_log_densities(ConstMatrixView members, std::span<double> out);

}  // namespace inquest
