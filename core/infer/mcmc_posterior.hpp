// McmcPosterior: p(theta | x) by Markov chains on a likelihood, exact or learned.
//
// Several independent observations of the same parameters, x [m, data_size] row by row, add their log-likelihoods.
#pragma once

#include <memory>

#include "core/infer/posterior.hpp"
#include "core/model/likelihood.hpp"
#include "core/sampling/mcmc.hpp"

namespace inquest {

class McmcPosterior final : public Posterior {
 public:
  /// The likelihood is one of data of length `data_size`.
  McmcPosterior(ParameterSpace space, std::shared_ptr<const Likelihood> likelihood, std::size_t data_size,
                McmcOptions options);

  struct Answer {
    PosteriorDraws draws;
    McmcReport report;
  };

  /// Draws with what is known of their convergence; `starts` [n, d] as in McmcTarget, in theta. Throws as run_mcmc
  /// does.
  Answer answer(std::size_t count, std::span<const double> x, Seed seed, Reporter& reporter,
                ConstMatrixView starts = {}) const;

  /// The posterior density of the unconstrained z at x, up to its evidence; throws on NaN as `answer` does.
  LogDensity density_at(std::span<const double> x) const;

  /// The same with its derivatives; null where the likelihood has none.
  LogDensityGradient gradient_at(std::span<const double> x) const;

  const ParameterSpace& space() const override { return space_; }
  bool normalised() const override { return false; }
  PosteriorDraws sample(std::size_t count, std::span<const double> x, Seed seed) const override;

  /// log prior + log likelihood.
  void log_prob(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override;

 private:
  ParameterSpace space_;
  std::shared_ptr<const Likelihood> likelihood_;
  std::size_t data_size_;
  McmcOptions options_;
};

}  // namespace inquest
