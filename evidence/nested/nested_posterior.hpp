// NestedPosterior: p(theta | x) and its evidence by nested sampling of a likelihood; and the weighted draws of a run.
#pragma once

#include <memory>
#include <vector>

#include "core/infer/posterior.hpp"
#include "core/infer/posterior_answer.hpp"
#include "core/model/likelihood.hpp"
#include "evidence/nested/log_evidence.hpp"

namespace inquest {

/// Weighted draws as a density: it can be drawn from, each draw as often as its weight asks.
class WeightedDensity final : public Density, public Drawable {
 public:
  WeightedDensity(ParameterSpace space, Draws weighted);

  const Draws& weighted() const { return weighted_; }

  using Drawable::sample;

  const ParameterSpace& space() const override { return space_; }
  Draws sample(std::size_t count, Seed seed, Reporter& reporter) const override;

 private:
  ParameterSpace space_;
  Draws weighted_;
};

/// The likelihood of one x [data_size], or the product of several [m, data_size], under the prior.
class NestedDensity final : public Density, public Drawable, public Evaluable, public Answering {
 public:
  NestedDensity(ParameterSpace space, std::shared_ptr<const Likelihood> likelihood, std::size_t data_size,
                LogEvidenceOptions options, std::shared_ptr<const Posterior> start, std::span<const double> x);

  struct Answer {
    LogEvidence found;
    WeightedDensity posterior;
  };

  /// What a nested sampling run with this seed finds, its draws with the normalised density. What was picked and why
  /// is told on the way; throws as estimate_log_evidence does.
  Answer answer(Seed seed, Reporter& reporter) const;

  using Drawable::sample;

  const ParameterSpace& space() const override { return space_; }

  /// Draws of such a run.
  Draws sample(std::size_t count, Seed seed, Reporter& reporter) const override;

  /// As `answer`, with files in the layout of PolyChord.
  PosteriorAnswer full_answer(std::size_t count, Seed seed, Reporter& reporter) const override;

  /// log prior + log likelihood.
  void log_prob(ConstMatrixView theta, std::span<double> out) const override;
  bool normalised() const override { return false; }

 private:
  ParameterSpace space_;
  std::shared_ptr<const Likelihood> likelihood_;
  std::size_t data_size_;
  LogEvidenceOptions options_;
  std::shared_ptr<const Posterior> start_;
  std::vector<double> x_;
};

class NestedPosterior final : public Posterior {
 public:
  /// The likelihood is one of data of length `data_size`, 0 where it holds its data itself. `start` is a posterior near
  /// this one already, where one is known, that can be drawn from and evaluated (evidence/nested/warm_start.hpp).
  /// Throws Error(config) where there is an `obstacle_to` options.
  NestedPosterior(ParameterSpace space, std::shared_ptr<const Likelihood> likelihood, std::size_t data_size,
                  LogEvidenceOptions options, std::shared_ptr<const Posterior> start = nullptr);

  const ParameterSpace& space() const override { return space_; }
  std::size_t data_size() const override { return data_size_; }

  /// As `at`, by its own type.
  NestedDensity given(std::span<const double> x) const;
  std::unique_ptr<Density> at(std::span<const double> x) const override;
  bool several_observations() const override { return true; }
  PosteriorCost cost() const override { return PosteriorCost::nested_sampling; }

 private:
  ParameterSpace space_;
  std::shared_ptr<const Likelihood> likelihood_;
  std::size_t data_size_;
  LogEvidenceOptions options_;
  std::shared_ptr<const Posterior> start_;
};

}  // namespace inquest
