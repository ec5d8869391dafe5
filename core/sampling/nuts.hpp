// The no-U-turn sampler (Hoffman & Gelman 2014, Betancourt 2017), vectorised over chains.
//
// All chains take one leapfrog step at a time, each in its own tree (core/sampling/nuts_tree.hpp), so that gradients
// come in batches. They share a dense metric, the covariance of the chains over windows of the warm-up that double in
// length, and a step size that dual averaging leads to a mean acceptance of 0.8.
#pragma once

#include "core/base/random.hpp"
#include "core/sampling/chain_sampler.hpp"
#include "core/sampling/nuts_tree.hpp"

namespace inquest {

/// Dual averaging of the logarithm of a step size (Hoffman & Gelman 2014, section 3.2, with their constants).
class StepSize {
 public:
  explicit StepSize(double start);

  void update(double acceptance);
  double trial() const;    // while adapting
  double settled() const;  // the average, to be used afterwards

 private:
  double shrink_to_;
  double log_trial_;
  double log_average_ = 0;
  double error_sum_ = 0;
  double updates_ = 0;
};

class Nuts final : public ChainSampler {
 public:
  /// Starts at `z` [chains, d], at least 4 of them; throws Error(data) where the density vanishes.
  Nuts(LogDensityGradient target, Matrix z, Seed seed);

  void step(bool tune) override;

  const Matrix& z() const override { return z_; }
  const std::vector<double>& log_density() const override { return density_; }
  std::size_t evaluations() const override { return evaluations_; }

  /// Of the steps that were not tuning: trajectories in which the energy was not conserved at all.
  std::size_t divergences() const { return divergences_; }
  double step_size() const { return step_size_.settled(); }  // in units of the metric

 private:
  void set_metric(ConstMatrixView draws);
  void adapt(double acceptance);
  std::vector<NutsTree> begin();
  PhasePoint half_step(const NutsTree& tree, double size) const;
  void evaluate(std::vector<PhasePoint>& points);
  void advance(std::vector<NutsTree>& trees, double size);
  void kick(PhasePoint& point, double size) const;

  LogDensityGradient target_;
  Random random_;
  Matrix z_;                     // [chains, d]
  Matrix gradient_;              // [chains, d]
  std::vector<double> density_;  // [chains]
  Matrix factor_;                // [d, d], lower Cholesky factor L of the covariance: dz/dt = L momentum
  StepSize step_size_;
  std::vector<double> window_;  // places since the metric was last set, row by row
  std::size_t window_steps_ = 0;
  std::size_t window_length_ = 25;
  std::size_t evaluations_ = 0;
  std::size_t divergences_ = 0;
};

}  // namespace inquest
