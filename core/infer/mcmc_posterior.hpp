// McmcPosterior: p(theta | x) by Markov chains on a likelihood, exact or learned.
//
// Several independent observations of the same parameters, x [m, data_size] row by row, add their log-likelihoods.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/infer/likelihood_range.hpp"
#include "core/infer/posterior.hpp"
#include "core/infer/posterior_answer.hpp"
#include "core/model/likelihood.hpp"
#include "core/sampling/mcmc.hpp"

namespace inquest {

/// The posterior at one x [data_size], or at several [m, data_size].
class McmcDensity final : public Density, public Drawable, public Evaluable, public Answering {
 public:
  McmcDensity(ParameterSpace space, std::shared_ptr<const Likelihood> likelihood, std::size_t data_size,
              McmcOptions options, std::span<const double> x);

  struct Answer {
    Draws draws;
    McmcReport report;
    std::string doubt = {};  // of draws where the likelihood is a number that stands for zero
  };

  /// Draws with what is known of their convergence; `starts` [n, d] as in McmcTarget, in theta. Throws as run_mcmc
  /// does, and Error(data) where the likelihood is the same at all draws of the prior among which chains start.
  Answer answer(std::size_t count, Seed seed, Reporter& reporter, ConstMatrixView starts = {}) const;

  /// The density of the unconstrained z, up to the evidence; throws on NaN as `answer` does. It refers to this.
  LogDensity in_z() const;

  /// The same with its derivatives; null where the likelihood has none.
  LogDensityGradient gradient_in_z() const;

  using Drawable::sample;

  const ParameterSpace& space() const override { return space_; }
  Draws sample(std::size_t count, Seed seed, Reporter& reporter) const override;
  PosteriorAnswer full_answer(std::size_t count, Seed seed, Reporter& reporter) const override;

  /// log prior + log likelihood.
  void log_prob(ConstMatrixView theta, std::span<double> out) const override;
  bool normalised() const override { return false; }

 private:
  LogDensity in_z(LikelihoodRange& range) const;

  ParameterSpace space_;
  std::shared_ptr<const Likelihood> likelihood_;
  std::size_t data_size_;
  McmcOptions options_;
  std::vector<double> x_;
};

/// Adds what chains tell of their convergence.
void add_chains(const McmcReport& report, PosteriorAnswer& answer);

class McmcPosterior final : public Posterior {
 public:
  /// The likelihood is one of data of length `data_size`; 0 where it holds its data itself.
  McmcPosterior(ParameterSpace space, std::shared_ptr<const Likelihood> likelihood, std::size_t data_size,
                McmcOptions options);

  const ParameterSpace& space() const override { return space_; }
  std::size_t data_size() const override { return data_size_; }

  /// As `at`, by its own type.
  McmcDensity given(std::span<const double> x) const;
  std::unique_ptr<Density> at(std::span<const double> x) const override;
  bool several_observations() const override { return true; }
  PosteriorCost cost() const override { return PosteriorCost::chains; }

 private:
  ParameterSpace space_;
  std::shared_ptr<const Likelihood> likelihood_;
  std::size_t data_size_;
  McmcOptions options_;
};

}  // namespace inquest
