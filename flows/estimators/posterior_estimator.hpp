// Neural posterior estimation (Papamakarios & Murray 2016): q(theta | x) fitted to draws of p(theta, x) by maximum
// likelihood, so that E_p(x) KL(p(theta | x) || q(theta | x)) is least.
//
// The flow lives in the coordinates z of core/parameters/coordinates.hpp, where the prior is N(0, I) and periodic
// parameters are angles (flows/estimators/flow_density.hpp). An ensemble is a mixture with equal weights.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/tensor_fwd.hpp"
#include "core/estimator/estimator.hpp"
#include "core/infer/posterior.hpp"
#include "core/parameters/coordinates.hpp"
#include "core/train/augmentation.hpp"
#include "flows/estimators/flow_density.hpp"
#include "flows/estimators/flow_estimator_options.hpp"
#include "flows/families/flow_ensemble.hpp"

namespace inquest {

struct PosteriorEstimatorOptions : FlowEstimatorOptions {
  AugmentOptions augment = {};

  void fields(FieldVisitor& visit);
};

/// What keeps these flows from these parameters, or "": one is periodic and a family knows no circle.
std::string obstacle_to(const PosteriorEstimatorOptions& options, const ParameterSpace& space);

class PosteriorEstimator final : public Estimator, public Posterior, public AmortisedPosterior {
 public:
  /// Reads a saved estimator, which needs nothing beside its file; throws Error(missing_input / data).
  static PosteriorEstimator load(const std::filesystem::path& path, const std::string& device = "cpu");

  /// An untrained one, on options.training.device; throws Error(config) on a device that is not there, or
  /// where there is an `obstacle_to` it.
  PosteriorEstimator(const ParameterSpace& space, DataView view, const PosteriorEstimatorOptions& options, Seed seed);

  const ParameterSpace& space() const override { return space_; }
  std::size_t data_size() const override { return view_.size(); }

  /// As `at`, by its own type.
  FlowDensity given(std::span<const double> x) const;
  std::unique_ptr<Density> at(std::span<const double> x) const override;
  std::unique_ptr<DensityBatch> at_each(ConstMatrixView x) const override;
  bool several_observations() const override { return false; }
  PosteriorCost cost() const override { return PosteriorCost::network_pass; }

  static constexpr const char* file_kind = "npe";
  static PosteriorEstimator from_record(const EstimatorRecord& record, const std::string& device);
  std::string kind() const override { return file_kind; }
  const DataView& view() const override { return view_; }
  std::size_t members() const override { return flows_.size(); }
  std::vector<Parameters*> networks() const override { return flows_.networks(); }

  const PosteriorEstimatorOptions& options() const { return options_; }
  const Coordinates& coordinates() const { return coordinates_; }
  Flow& member(std::size_t i) { return flows_.member(i); }
  const Flow& member(std::size_t i) const { return flows_.member(i); }

 private:
  EstimatorRecord record() const override;
  Conditions conditions(ConstMatrixView x) const;

  ParameterSpace space_;
  Coordinates coordinates_;
  DataView view_;
  PosteriorEstimatorOptions options_;
  FlowEnsemble flows_;  // of z given what they see of x
};

}  // namespace inquest
