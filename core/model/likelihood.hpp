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

  /// log p(x | theta) with its normalisation for each row of theta [n, k] (free and fixed, the simulator's columns);
  /// thread-safe.
  virtual void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const = 0;
};

// What a likelihood can do beside its values; `capability_of` (core/base/decorator.hpp) finds it.

/// A likelihood whose derivatives are known.
class DifferentiableLikelihood {
 public:
  virtual ~DifferentiableLikelihood() = default;

  /// log p(x | theta) as Likelihood has it, with its derivatives [n, k] by theta; thread-safe.
  virtual void log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x, std::span<double> out,
                                       MatrixView gradient) const = 0;
};

/// A likelihood whose numbers may change where those of the simulator do not: a program of its own.
class VersionedLikelihood {
 public:
  virtual ~VersionedLikelihood() = default;

  /// Changes whenever its numbers do.
  virtual std::string version() const = 0;
};

/// A likelihood learnt from simulations that can tell the error of numbers that follow from it: by members, each of
/// which could stand in its place.
class LikelihoodMembers {
 public:
  virtual ~LikelihoodMembers() = default;

  virtual std::size_t members() const = 0;

  /// log p(x | theta) of theta [n, k] and one x by each member, [members, n], as Likelihood has it.
  virtual Matrix member_log_likelihoods(ConstMatrixView theta, std::span<const double> x) const = 0;

  /// One standard deviation of a number, from its values by each member.
  virtual double error_of(std::span<const double> values) const = 0;
};

/// How many observations x [m, data_size] holds; 1 without numbers where data_size is 0, of a likelihood that holds its
/// data itself. Throws Error(data) on an x of another length.
std::size_t count_observations(std::size_t data_size, std::span<const double> x);

/// The sum of log p(x_k | theta) over independent observations x [m, data_size], row by row, for each row of the free
/// parameters theta [n, d] of `space`; throws as `count_observations` does, and Error(data) on NaN.
void sum_log_likelihood(const Likelihood& likelihood, const ParameterSpace& space, std::size_t data_size,
                        ConstMatrixView theta, std::span<const double> x, std::span<double> out);

/// The same with its derivatives [n, d] by the free parameters.
void sum_log_likelihood_gradient(const DifferentiableLikelihood& likelihood, const ParameterSpace& space,
                                 std::size_t data_size, ConstMatrixView theta, std::span<const double> x,
                                 std::span<double> out, MatrixView gradient);

class ExactEvidence {
 public:
  virtual ~ExactEvidence() = default;

  /// ln p(x | M) under the priors of `space`, or nothing where these priors have no closed form.
  virtual std::optional<double> log_evidence(const ParameterSpace& space, std::span<const double> x) const = 0;
};

}  // namespace inquest
