// Neural likelihood estimation (Papamakarios, Sterratt & Murray 2019): q(x | theta) fitted to draws of p(theta, x) by
// maximum likelihood, so that E_p(theta) KL(p(x | theta) || q(x | theta)) is least.
//
// The flow is over the data that have a density (DataColumns), standardised and, where it helps, compressed. It sees a
// parameter with two finite ends as its place in the unit cube of the prior, scaled to unit variance, and any other one
// in unconstrained space, where its prior is N(0, 1): simulators are smoother in these than in theta. An ensemble is a
// mixture with equal weights.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/base/tensor_fwd.hpp"
#include "core/estimator/estimator.hpp"
#include "core/model/likelihood.hpp"
#include "core/parameters/coordinates.hpp"
#include "core/train/trainer.hpp"
#include "flows/estimators/data_columns.hpp"
#include "flows/estimators/flow_estimator_options.hpp"
#include "flows/families/flow_ensemble.hpp"

namespace inquest {

/// The same keys as those of posterior estimators, with other defaults: data given parameters are simpler in shape.
struct LikelihoodEstimatorOptions : FlowEstimatorOptions {
  LikelihoodEstimatorOptions();
};

class LikelihoodEstimator final : public Estimator,
                                  public Likelihood,
                                  public DifferentiableLikelihood,
                                  public LikelihoodMembers {
 public:
  /// Reads a saved estimator, which needs nothing beside its file; throws Error(missing_input / data).
  static LikelihoodEstimator load(const std::filesystem::path& path, const std::string& device = "cpu");

  /// An untrained one, on options.training.device; the scales of `view` are of what `columns` selects. Hidden
  /// layers are as wide as there are of these, at least.
  LikelihoodEstimator(const ParameterSpace& space, DataColumns columns, DataView view,
                      const LikelihoodEstimatorOptions& options, Seed seed);

  /// As Likelihood has it; -infinity outside the prior, where nothing was learnt. The density of columns of integers
  /// stands for their probability.
  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override;

  /// As DifferentiableLikelihood has it; 0 outside the prior.
  void log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x, std::span<double> out,
                               MatrixView gradient) const override;

  /// As LikelihoodMembers has it: the networks of the ensemble, whose standard deviation is the error; 0 of one.
  std::size_t members() const override { return flows_.size(); }
  Matrix member_log_likelihoods(ConstMatrixView theta, std::span<const double> x) const override;
  double error_of(std::span<const double> values) const override;

  /// What the flow sees of the rows of x [n, data_size]; throws Error(data) on data of another length, or unlike all
  /// simulations where these never vary.
  Matrix standardised(ConstMatrixView x) const;

  /// What the flow sees of theta [n, d], free columns.
  Tensor context_of(ConstMatrixView theta) const;

  static constexpr const char* file_kind = "nle";
  static LikelihoodEstimator from_record(const EstimatorRecord& record, const std::string& device);
  std::string kind() const override { return file_kind; }
  const DataView& view() const override { return view_; }
  std::vector<Parameters*> networks() const override { return flows_.networks(); }

  const ParameterSpace& space() const { return space_; }
  const DataColumns& columns() const { return columns_; }
  const LikelihoodEstimatorOptions& options() const { return options_; }
  Flow& member(std::size_t i) { return flows_.member(i); }
  const Flow& member(std::size_t i) const { return flows_.member(i); }

 private:
  EstimatorRecord record() const override;

  ParameterSpace space_;
  Coordinates coordinates_;  // what the flow sees of parameters
  DataColumns columns_;
  DataView view_;  // with scales of the columns of the density
  LikelihoodEstimatorOptions options_;
  FlowEnsemble flows_;  // of the standardised data given the parameters
};

}  // namespace inquest
