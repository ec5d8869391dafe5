// FlowEnsemble: flows of one density from different starts; their mixture with equal weights is the density.
//
// What estimators have in common: members from options and a seed, and answers in float64 over batches in float32.
//
// Contexts are conditioned on first, which is what an embedding costs; then any number of rows can be asked for. A
// matrix with fewer rows than another serves equal shares of them, in order: one row serves all, m rows of n serve n /
// m each.
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

/// What each member reads of m contexts, [m, what it reads].
struct Conditions {
  std::vector<Tensor> of_member;

  std::size_t size() const { return static_cast<std::size_t>(of_member.front().size(0)); }  // m
  Conditions rows(std::size_t first, std::size_t count) const;
};

class FlowEnsemble {
 public:
  /// Untrained members, one for each entry of `members`, on `device`; throws Error(config) on a device that is not
  /// there.
  FlowEnsemble(const std::vector<FlowOptions>& members, const FlowShape& shape, const std::string& device, Seed seed);

  std::size_t size() const { return members_.size(); }
  Flow& member(std::size_t i) { return *members_.at(i); }
  const Flow& member(std::size_t i) const { return *members_.at(i); }

  /// Conditions on contexts [m, context]; no graph.
  Conditions condition(const Tensor& context) const;

  /// The same bits as of each row by itself: a product of matrices may round a row otherwise among others.
  Conditions condition_each(const Tensor& context) const;

  /// log q(z | context) of z [n, features], each row with its context, [n]; no graph.
  void log_prob(ConstMatrixView z, const Conditions& conditions, std::span<double> out) const;
  void log_prob(ConstMatrixView z, const Tensor& context, std::span<double> out) const;

  /// The same of each member, [members, n].
  Matrix member_log_probs(ConstMatrixView z, const Conditions& conditions) const;
  Matrix member_log_probs(ConstMatrixView z, const Tensor& context) const;

  /// log_prob with its derivatives [n, context] by the context.
  void log_prob_gradient(ConstMatrixView z, const Tensor& context, std::span<double> out, MatrixView gradient) const;

  /// Draws [m * count, features] of q(z | context), `count` of each of m contexts, of context i from `seeds[i]` alone;
  /// each member gives a multinomial share.
  Matrix sample(std::size_t count, const Conditions& conditions, std::span<const Seed> seeds) const;

  /// The same of one context [1, context].
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
