// LinearModel: data that are linear in normal quantities, for which everything is known in closed form.
//
//   x = design theta + latent u + offset + noise_sd * n,    u ~ N(0, I), n ~ N(0, I)
//
// The nuisance amplitudes u are drawn by the simulator and integrated out of the likelihood,
//   x | theta ~ N(design theta + offset, latent latent^T + diag(noise_sd^2)).
// Under normal priors the evidence and the posterior follow from completing the square (Bishop 2006, section 2.3.3).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/model/likelihood.hpp"
#include "core/model/simulator.hpp"

namespace inquest {

struct LinearModelTerms {
  Matrix design;                 // [n, k]
  Matrix latent;                 // [n, m], m may be 0
  std::vector<double> offset;    // [n]
  std::vector<double> noise_sd;  // [n], positive
};

/// Mean and covariance over the free parameters, in order.
struct GaussianPosterior {
  std::vector<double> mean;  // [d]
  Matrix covariance;         // [d, d]
};

class LinearModel final : public Simulator, public Likelihood, public DifferentiableLikelihood, public ExactEvidence {
 public:
  /// Factorises the covariance once, at a cost of n^3 where there are latent amplitudes.
  LinearModel(SimulatorInfo info, LinearModelTerms terms);

  const SimulatorInfo& info() const override { return info_; }
  const LinearModelTerms& terms() const { return terms_; }

  void simulate(ConstMatrixView theta, std::span<const Seed> seeds, MatrixView x,
                std::span<SimulationStatus> status) const override;

  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override;
  void log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x, std::span<double> out,
                               MatrixView gradient) const override;

  std::optional<double> log_evidence(const ParameterSpace& space, std::span<const double> x) const override;

  /// p(theta | x) under the priors of `space`, or nothing where they are not normal.
  std::optional<GaussianPosterior> posterior(const ParameterSpace& space, std::span<const double> x) const;

 private:
  template <class Use>
  void for_residuals(ConstMatrixView theta, std::span<const double> x, const Use& use) const;
  std::vector<double> whiten(std::span<const double> residual) const;
  struct Conditioned;
  std::optional<Conditioned> condition(const ParameterSpace& space, std::span<const double> x) const;

  SimulatorInfo info_;
  LinearModelTerms terms_;
  Matrix design_columns_;    // [k, n], so that sums run along the data
  Matrix latent_columns_;    // [m, n]
  Matrix whitener_;          // [n, n] Cholesky factor of the covariance in units of noise_sd; empty where m = 0
  Matrix whitened_columns_;  // [k, n], design in the coordinates in which the covariance is the unit matrix
  double log_norm_ = 0;      // of the likelihood
};

}  // namespace inquest
