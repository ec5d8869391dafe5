// Posterior: p(theta | x, M) for any x: `at(x)` conditions once and is a Density. Diagnostics and files know nothing
// else of it.
//
// An amortised posterior has learned all x at once: `at` costs a pass of its networks, and one call conditions on many
// x. Any other asks a likelihood, or runs a sampler, anew at each x.
#pragma once

#include <memory>
#include <span>

#include "core/parameters/density.hpp"

namespace inquest {

/// What draws at one more x are paid with.
enum class PosteriorCost {
  network_pass,    // a pass of a trained network: microseconds a draw
  chains,          // thousands of calls of a likelihood, learned or known
  nested_sampling  // a nested sampling run on a likelihood
};

class Posterior {
 public:
  virtual ~Posterior() = default;

  virtual const ParameterSpace& space() const = 0;

  /// Numbers of one observation.
  virtual std::size_t data_size() const = 0;

  /// p(theta | x) at one x [data_size]; or, where `several_observations`, at x [m, data_size], m independent
  /// observations of the same parameters. The density keeps a copy of x and refers to this posterior, which must
  /// outlive it. Throws Error(data) on an x of another length.
  virtual std::unique_ptr<Density> at(std::span<const double> x) const = 0;

  virtual bool several_observations() const = 0;
  virtual PosteriorCost cost() const = 0;
};

/// Densities p(theta | x_i) at many x, conditioned and asked side by side; row i has the numbers of `at(x_i)`, to the
/// rounding of the networks.
class DensityBatch {
 public:
  virtual ~DensityBatch() = default;

  virtual std::size_t size() const = 0;  // m

  /// `count` draws of each density, of density i from `seeds[i]`: theta [m * count, d] and log_prob [m * count], one
  /// density after the other.
  virtual Draws sample(std::size_t count, std::span<const Seed> seeds) const = 0;

  /// log p(theta | x_i) of theta [m * count, d], `count` rows for each density, one density after the other.
  virtual void log_prob(ConstMatrixView theta, std::span<double> out) const = 0;
};

/// What an amortised posterior implements too.
class AmortisedPosterior {
 public:
  virtual ~AmortisedPosterior() = default;

  /// p(theta | x) at each row of x [m, data_size]; the batch refers to this posterior, which must outlive it. Throws
  /// Error(data) on rows of another length.
  virtual std::unique_ptr<DensityBatch> at_each(ConstMatrixView x) const = 0;
};

/// What a posterior implements that has another one answer for it.
class Delegating {
 public:
  virtual ~Delegating() = default;

  /// It lives as long as this one.
  virtual const Posterior& answering() const = 0;
};

/// The capability to answer many x at once, by itself or by the one that answers for it; null where `posterior` is not
/// amortised.
const AmortisedPosterior* amortised(const Posterior& posterior);

/// `count` draws of p(theta | x_i) for each row of x [m, data_size], of row i from seed.child(i): theta [m * count, d],
/// one row of x after the other. An amortised posterior answers all at once, any other row by row, with progress and
/// the row's number in warnings. Throws Error(data) on rows of another length, or densities that cannot be drawn from.
Draws sample_each(const Posterior& posterior, ConstMatrixView x, std::size_t count, Seed seed, Reporter& reporter);

}  // namespace inquest
