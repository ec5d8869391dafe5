// AutomaticPosterior: NPE and NLE trained on the same simulations, and the one that foretells held-out ones better.
//
//   <name>.h5        which one was chosen, and by how much (kind "auto")
//   <name>.npe.h5    <name>.nle.h5    the two, each of use by itself
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/infer/mcmc_posterior.hpp"
#include "flows/estimators/posterior_choice.hpp"

namespace inquest {

struct AutomaticPosteriorOptions {
  PosteriorEstimatorOptions npe;
  LikelihoodEstimatorOptions nle;
  McmcOptions mcmc;

  void fields(FieldVisitor& visit);
};

/// The posterior that was picked, at one x.
class AutomaticDensity final : public Density, public Drawable, public Evaluable, public Answering {
 public:
  AutomaticDensity(FlowDensity by_flow, McmcDensity by_likelihood, const PosteriorChoice& choice);

  struct Answer {
    Draws draws;
    std::optional<McmcReport> report;  // of chains, where these were needed
    std::string doubt = {};            // of these
  };

  /// Draws of the one that was picked. Those of a likelihood are draws of the posterior estimate, weighted, resampled
  /// and moved (core/sampling/resample_move.hpp); where too few of these have any weight, chains that begin at them.
  Answer answer(std::size_t count, Seed seed, Reporter& reporter) const;

  using Drawable::sample;

  const ParameterSpace& space() const override { return by_flow_.space(); }
  Draws sample(std::size_t count, Seed seed, Reporter& reporter) const override;
  PosteriorAnswer full_answer(std::size_t count, Seed seed, Reporter& reporter) const override;
  void log_prob(ConstMatrixView theta, std::span<double> out) const override;
  bool normalised() const override { return !picks_likelihood(); }

 private:
  bool picks_likelihood() const { return choice_.picks_likelihood; }
  Answer answer_by_likelihood(std::size_t count, Seed seed, Reporter& reporter) const;

  FlowDensity by_flow_;
  McmcDensity by_likelihood_;
  PosteriorChoice choice_;
};

class AutomaticPosterior final : public Posterior, public Delegating {
 public:
  static constexpr const char* file_kind = "auto";

  /// The file of one of the two beside that of the choice.
  static std::filesystem::path part(std::filesystem::path path, const std::string& method);

  /// Writes the file that says which of the two is chosen.
  static void save_choice(const std::filesystem::path& path, const PosteriorChoice& choice);

  /// Reads the choice and the two beside it; throws Error(missing_input / data).
  static AutomaticPosterior load(const std::filesystem::path& path, const McmcOptions& mcmc,
                                 const std::string& device = "cpu");

  AutomaticPosterior(PosteriorEstimator posterior, std::shared_ptr<const LikelihoodEstimator> likelihood,
                     const PosteriorChoice& choice, const McmcOptions& mcmc);

  bool picks_likelihood() const { return choice_.picks_likelihood; }
  std::string picked() const { return picks_likelihood() ? "nle" : "npe"; }
  const PosteriorChoice& choice() const { return choice_; }

  const ParameterSpace& space() const override { return posterior_.space(); }
  std::size_t data_size() const override { return posterior_.data_size(); }

  /// As `at`, by its own type.
  AutomaticDensity given(std::span<const double> x) const;
  std::unique_ptr<Density> at(std::span<const double> x) const override;
  bool several_observations() const override { return false; }
  PosteriorCost cost() const override { return picks_likelihood() ? PosteriorCost::chains : posterior_.cost(); }

  const Posterior& answering() const override {
    return picks_likelihood() ? static_cast<const Posterior&>(by_likelihood_) : posterior_;
  }

 private:
  PosteriorEstimator posterior_;
  McmcPosterior by_likelihood_;
  PosteriorChoice choice_;
};

}  // namespace inquest
