// Posterior: p(theta | x, M) as something that can be drawn from; diagnostics and files know nothing else of it.
#pragma once

#include <span>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/seed.hpp"
#include "core/parameters/parameter_space.hpp"

namespace inquest {

/// Draws of the free parameters; weights are absent where all count alike.
struct PosteriorDraws {
  Matrix theta;                  // [n, d]
  std::vector<double> log_prob;  // [n], as Posterior::log_prob gives it
  std::vector<double> weights;   // [n] or empty
};

class Posterior {
 public:
  virtual ~Posterior() = default;

  virtual const ParameterSpace& space() const = 0;

  /// Draws from p(theta | x); the same seed gives the same draws.
  virtual PosteriorDraws sample(std::size_t count, std::span<const double> x, Seed seed) const = 0;

  /// Whether densities integrate to one; else to the evidence p(x), which is the same for all theta.
  virtual bool normalised() const { return true; }

  /// log p(theta | x) of each row of theta [n, d]; -infinity outside the prior's support.
  virtual void log_prob(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const = 0;
};

}  // namespace inquest
