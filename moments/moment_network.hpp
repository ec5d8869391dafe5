// Moment networks (Jeffrey & Wandelt 2020, arXiv 2011.05991): the posterior mean and covariance by regression.
//
// As a posterior it is the normal distribution of these moments, cut to the prior (moments/gaussian_density.hpp).
//
// First F(x) -> E[theta | x] by squared error; then, with F frozen, the covariance of its residuals; or both in one
// step (moments/moment_loss.hpp).
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/estimator/estimator.hpp"
#include "core/infer/posterior.hpp"
#include "core/parameters/parameter_space.hpp"
#include "moments/gaussian_density.hpp"
#include "moments/moment_member.hpp"

namespace inquest {

struct MomentEstimate {
  std::vector<double> mean;  // [d]
  Matrix covariance;         // [d, d]
};

/// What keeps moment networks from these parameters, or "": the mean of a circle is no regression.
std::string moment_obstacle(const ParameterSpace& space);

class MomentNetwork final : public Estimator, public Posterior, public AmortisedPosterior {
 public:
  /// Reads a saved network; throws Error(missing_input / data).
  static MomentNetwork load(const std::filesystem::path& path, const std::string& device = "cpu");

  /// An untrained one, on options.training.device; throws Error(config) on a moment_obstacle.
  MomentNetwork(const ParameterSpace& space, DataView view, Standardizer theta_standardizer,
                const MomentNetworkOptions& options, Seed seed);

  /// E[theta | x] and Cov[theta | x] of one data vector, or of each row of x [m, data_size].
  MomentEstimate estimate(std::span<const double> x) const;
  std::vector<MomentEstimate> estimate_each(ConstMatrixView x) const;

  const ParameterSpace& space() const override { return space_; }
  std::size_t data_size() const override { return view_.size(); }

  /// The normal distribution of the moments inside the prior, by its own type or as `at`.
  GaussianDensity given(std::span<const double> x) const;
  std::unique_ptr<Density> at(std::span<const double> x) const override;
  std::unique_ptr<DensityBatch> at_each(ConstMatrixView x) const override;
  bool several_observations() const override { return false; }
  PosteriorCost cost() const override { return PosteriorCost::network_pass; }

  static constexpr const char* file_kind = "moments";
  static MomentNetwork from_record(const EstimatorRecord& record, const std::string& device);
  std::string kind() const override { return file_kind; }
  const DataView& view() const override { return view_; }
  std::size_t members() const override { return members_.size(); }
  std::vector<Parameters*> networks() const override;

  MomentMember& member(std::size_t i) { return *members_.at(i); }
  const MomentNetworkOptions& options() const { return options_; }
  const Standardizer& theta_standardizer() const { return theta_standardizer_; }

 private:
  EstimatorRecord record() const override;

  ParameterSpace space_;
  DataView view_;
  Standardizer theta_standardizer_;
  MomentNetworkOptions options_;
  std::vector<std::unique_ptr<MomentMember>> members_;
};

}  // namespace inquest
