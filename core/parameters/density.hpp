// Density: a distribution of the free parameters of a space: a posterior at one x, a proposal, weighted draws.
//
// What one can do is a capability of its own: a Density is Drawable, Evaluable, or both. `drawable` and `evaluable` ask
// which. Learned posteriors and chains are both; the points of a nested run are Drawable alone.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/reporter.hpp"
#include "core/base/seed.hpp"
#include "core/parameters/parameter_space.hpp"

namespace inquest {

/// Draws of the free parameters; weights are absent where all count alike.
struct Draws {
  Matrix theta;                            // [n, d]
  std::vector<double> log_prob;            // [n], as Evaluable::log_prob gives it
  std::vector<double> weights;             // [n] or empty
  std::optional<double> effective_size{};  // independent draws that they are worth, at most n, where they depend
};

class Density {
 public:
  virtual ~Density() = default;

  virtual const ParameterSpace& space() const = 0;
};

/// A density that can be drawn from.
class Drawable {
 public:
  virtual ~Drawable() = default;

  /// `count` draws of equal weight; the same seed gives the same draws. What keeps them from being trusted is a warning
  /// to `reporter`; throws Error(interrupted) when the user stops it.
  virtual Draws sample(std::size_t count, Seed seed, Reporter& reporter) const = 0;

  /// The same, in silence.
  Draws sample(std::size_t count, Seed seed) const;
};

/// A density whose logarithm can be told.
class Evaluable {
 public:
  virtual ~Evaluable() = default;

  /// log density of each row of theta [n, d]; -infinity outside the prior's support. Throws Error(data) on NaN.
  virtual void log_prob(ConstMatrixView theta, std::span<double> out) const = 0;

  /// Whether densities integrate to one; else to a constant, the same for all theta.
  virtual bool normalised() const = 0;
};

/// The capability, or null where `density` lacks it.
const Drawable* drawable(const Density& density);
const Evaluable* evaluable(const Density& density);

/// The capability to draw; throws Error(data) where `density` lacks it.
const Drawable& draws_of(const Density& density);

}  // namespace inquest
