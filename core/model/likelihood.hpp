// Likelihood: log p(x | theta), where a simulator knows it or one is assumed; and exact evidence where it has a
// closed form.
#pragma once

#include <optional>
#include <span>

#include "core/base/matrix_view.hpp"
#include "core/model/parameter_space.hpp"

namespace inquest {

class Likelihood {
 public:
  virtual ~Likelihood() = default;

  /// log p(x | theta) with its normalisation for each row of theta [n, k] (free and fixed, the simulator's columns);
  /// thread-safe.
  virtual void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const = 0;
};

class ExactEvidence {
 public:
  virtual ~ExactEvidence() = default;

  /// ln p(x | M) under the priors of `space`, or nothing where these priors have no closed form.
  virtual std::optional<double> log_evidence(const ParameterSpace& space, std::span<const double> x) const = 0;
};

}  // namespace inquest
