// Likelihood: log p(x | theta), where a simulator knows it or one is assumed; and exact evidence where it has a
// closed form.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/base/matrix_view.hpp"
#include "core/parameters/parameter_space.hpp"

namespace inquest {

class Likelihood {
 public:
  virtual ~Likelihood() = default;

  /// Changes whenever its numbers do; empty where that of the simulator tells.
  virtual std::string version() const { return ""; }

  /// log p(x | theta) with its normalisation for each row of theta [n, k] (free and fixed, the simulator's columns);
  /// thread-safe.
  virtual void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const = 0;

  /// Whether derivatives are known.
  virtual bool differentiable() const { return false; }

  /// The same with its derivatives [n, k] by theta; thread-safe; throws Error(internal) where none are known.
  virtual void log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x, std::span<double> out,
                                       MatrixView gradient) const;
};

/// What a likelihood learnt from simulations implements too, to tell the error of numbers that follow from it: members,
/// each of which could stand in its place.
class LikelihoodMembers {
 public:
  virtual ~LikelihoodMembers() = default;

  virtual std::size_t members() const = 0;

  /// log p(x | theta) of theta [n, k] and one x by each member, [members, n], as Likelihood has it.
  virtual Matrix member_log_likelihoods(ConstMatrixView theta, std::span<const double> x) const = 0;

  /// One standard deviation of a number, from its values by each member.
  virtual double error_of(std::span<const double> values) const = 0;
};

/// The sum of log p(x_k | theta) over independent observations x [m, data_size], row by row, for each row of the free
/// parameters theta [n, d] of `space`; throws Error(data) on an x of another length and on NaN.
void sum_log_likelihood(const Likelihood& likelihood, const ParameterSpace& space, std::size_t data_size,
                        ConstMatrixView theta, std::span<const double> x, std::span<double> out);

/// The same with its derivatives [n, d] by the free parameters.
void sum_log_likelihood_gradient(const Likelihood& likelihood, const ParameterSpace& space, std::size_t data_size,
                                 ConstMatrixView theta, std::span<const double> x, std::span<double> out,
                                 MatrixView gradient);

class ExactEvidence {
 public:
  virtual ~ExactEvidence() = default;

  /// ln p(x | M) under the priors of `space`, or nothing where these priors have no closed form.
  virtual std::optional<double> log_evidence(const ParameterSpace& space, std::span<const double> x) const = 0;
};

}  // namespace inquest
