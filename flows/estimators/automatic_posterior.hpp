// AutomaticPosterior: NPE and NLE trained on the same simulations, and the one that knows held-out ones better.
//
//   <name>.h5        which one was chosen, and by how much (kind "auto")
//   <name>.npe.h5    <name>.nle.h5    the two, each of use by itself
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/infer/mcmc_posterior.hpp"
#include "flows/estimators/likelihood_training.hpp"
#include "flows/estimators/posterior_choice.hpp"
#include "flows/estimators/posterior_training.hpp"

namespace inquest {

struct AutomaticPosteriorOptions {
  PosteriorEstimatorOptions npe;
  LikelihoodEstimatorOptions nle;
  McmcOptions mcmc;

  void fields(FieldVisitor& visit);
};

/// Prepares the training of both on the rows of `data`, which must outlive it; the choice is made when it is saved.
std::unique_ptr<EstimatorTraining> make_automatic_training(const std::string& name, const ParameterSpace& space,
                                                           const JointData& data,
                                                           const AutomaticPosteriorOptions& options, Seed seed);

class AutomaticPosterior final : public Posterior {
 public:
  /// Reads what make_automatic_training saved; throws Error(missing_input / data).
  static AutomaticPosterior load(const std::filesystem::path& path, const McmcOptions& mcmc,
                                 const std::string& device = "cpu");

  AutomaticPosterior(PosteriorEstimator posterior, std::shared_ptr<const LikelihoodEstimator> likelihood,
                     HeldOutGain likelihood_gain, const McmcOptions& mcmc);

  bool picks_likelihood() const { return gain_.nats > 0; }
  std::string picked() const { return picks_likelihood() ? "nle" : "npe"; }
  const HeldOutGain& gain() const { return gain_; }

  struct Answer {
    PosteriorDraws draws;
    double effective_draws;            // that their number is worth, at least
    std::optional<McmcReport> report;  // of chains, where these were needed
  };

  /// Draws of the one that was picked. Those of a likelihood are draws of the posterior estimate, weighted, resampled
  /// and moved (core/sampling/resample_move.hpp); where too few of these have any weight, chains that begin at them.
  Answer answer(std::size_t count, std::span<const double> x, Seed seed, Reporter& reporter) const;

  const ParameterSpace& space() const override { return posterior_.space(); }
  bool normalised() const override { return !picks_likelihood(); }
  PosteriorDraws sample(std::size_t count, std::span<const double> x, Seed seed) const override;
  void log_prob(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override;

 private:
  Answer answer_by_likelihood(std::size_t count, std::span<const double> x, Seed seed, Reporter& reporter) const;

  PosteriorEstimator posterior_;
  McmcPosterior by_likelihood_;
  HeldOutGain gain_;
};

}  // namespace inquest
