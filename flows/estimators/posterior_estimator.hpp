// Neural posterior estimation (Papamakarios & Murray 2016): q(theta | x) fitted to draws of p(theta, x) by maximum
// likelihood, so that E_p(x) KL(p(theta | x) || q(theta | x)) is least.
//
// The flow lives in the coordinates z of core/parameters/coordinates.hpp, where the prior is N(0, I) and periodic
// parameters are angles: no draw can leave the prior, and q(theta | x) = q(z | x) |dz / dtheta| needs no correction. An
// ensemble is a mixture with equal weights.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/tensor_fwd.hpp"
#include "core/data/standardizer.hpp"
#include "core/infer/posterior.hpp"
#include "core/parameters/coordinates.hpp"
#include "flows/estimators/flow_estimator_options.hpp"
#include "flows/families/flow_ensemble.hpp"

namespace inquest {

using PosteriorEstimatorOptions = FlowEstimatorOptions;

/// What keeps these flows from these parameters, or "": one is periodic and a family knows no circle.
std::string obstacle_to(const PosteriorEstimatorOptions& options, const ParameterSpace& space);

class PosteriorEstimator final : public Posterior {
 public:
  /// Reads a saved estimator, which needs nothing beside its file; throws Error(missing_input / data).
  static PosteriorEstimator load(const std::filesystem::path& path, const std::string& device = "cpu");

  /// An untrained one, on options.training.device; throws Error(config) on a device that is not there, or
  /// where there is an `obstacle_to` it.
  PosteriorEstimator(const ParameterSpace& space, Standardizer standardizer, const PosteriorEstimatorOptions& options,
                     Seed seed);

  const ParameterSpace& space() const override { return space_; }
  PosteriorDraws sample(std::size_t count, std::span<const double> x, Seed seed) const override;
  void log_prob(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override;

  void save(const std::filesystem::path& path, const std::map<std::string, Matrix>& loss_curves) const;

  const PosteriorEstimatorOptions& options() const { return options_; }
  const Coordinates& coordinates() const { return coordinates_; }
  const Standardizer& standardizer() const { return standardizer_; }
  std::size_t members() const { return flows_.size(); }
  Flow& member(std::size_t i) { return flows_.member(i); }
  const Flow& member(std::size_t i) const { return flows_.member(i); }

 private:
  Tensor context_of(std::span<const double> x) const;  // [1, data_size]
  void log_prob_at(ConstMatrixView z, ConstMatrixView theta, std::span<const double> x, std::span<double> out) const;

  ParameterSpace space_;
  Coordinates coordinates_;
  Standardizer standardizer_;
  PosteriorEstimatorOptions options_;
  FlowEnsemble flows_;  // of z given the standardised x
};

}  // namespace inquest
