#include "moments/moment_network.hpp"

#include <algorithm>
#include <optional>

#include <ATen/core/grad_mode.h>

#include "core/base/parallel.hpp"
#include "core/base/tensor_matrix.hpp"
#include "moments/covariance.hpp"

namespace inquest {
namespace {

std::int64_t signed_size(std::size_t size) { return static_cast<std::int64_t>(size); }

// Each x has one normal distribution, found in parallel.
class GaussianDensityBatch final : public DensityBatch {
 public:
  GaussianDensityBatch(const ParameterSpace& space, const std::vector<MomentEstimate>& moments) : space_(space) {
    std::vector<std::optional<GaussianDensity>> found(moments.size());
    parallel_for(moments.size(),
                 [&](std::size_t i) { found[i].emplace(space, moments[i].mean, moments[i].covariance); });
    for (auto& density : found) densities_.push_back(*std::move(density));
  }

  std::size_t size() const override { return densities_.size(); }

  Draws sample(std::size_t count, std::span<const Seed> seeds) const override {
    INQUEST_EXPECT(seeds.size() == size());
    Draws all{Matrix(size() * count, space_.dimension()), std::vector<double>(size() * count), {}};
    parallel_for(size(), [&](std::size_t i) {
      const Draws draws = densities_[i].sample(count, seeds[i]);
      std::ranges::copy(draws.theta.values(), all.theta.view().rows(i * count, count).values().begin());
      std::ranges::copy(draws.log_prob, std::span(all.log_prob).subspan(i * count, count).begin());
    });
    return all;
  }

  void log_prob(ConstMatrixView theta, std::span<double> out) const override {
    const std::size_t count = size() == 0 ? 0 : theta.rows() / size();
    INQUEST_EXPECT(theta.rows() == size() * count && out.size() == theta.rows());
    parallel_for(size(), [&](std::size_t i) {
      densities_[i].log_prob(theta.rows(i * count, count), out.subspan(i * count, count));
    });
  }

 private:
  const ParameterSpace& space_;
  std::vector<GaussianDensity> densities_;
};

}  // namespace

std::string moment_obstacle(const ParameterSpace& space) {
  for (std::size_t i = 0; i < space.dimension(); ++i) {
    if (!space.free_parameter(i).periodic) continue;
    return concat("(moments of a line say nothing of a circle, and ", space.free_parameter(i).name,
                  " is periodic) take npe or auto");
  }
  return "";
}

MomentNetwork::MomentNetwork(const ParameterSpace& space, DataView view, Standardizer theta_standardizer,
                             const MomentNetworkOptions& options, Seed seed)
    : space_(space), view_(std::move(view)), theta_standardizer_(std::move(theta_standardizer)), options_(options) {
  validate_device(options.training.device);
  const std::string obstacle = moment_obstacle(space);
  INQUEST_VALIDATE(obstacle.empty(), config, obstacle);
  INQUEST_VALIDATE(theta_standardizer_.size() == space.dimension(), data, "scales of ", theta_standardizer_.size(),
                   " parameters (there are ", space.dimension(), ")");
  for (std::int64_t i = 0; i < options.ensemble; ++i) {
    Random random(seed.child("weights").child(static_cast<std::uint64_t>(i)));
    members_.push_back(std::make_unique<MomentMember>(view_.seen(), signed_size(space.dimension()), options, random));
  }
}

MomentEstimate MomentNetwork::estimate(std::span<const double> x) const {
  return estimate_each({x.data(), 1, x.size()}).front();
}

std::vector<MomentEstimate> MomentNetwork::estimate_each(ConstMatrixView x) const {
  at::NoGradGuard no_graph;
  const std::size_t d = space_.dimension();
  const Tensor input = view_.apply(x).to(at::Device(options_.training.device));
  std::vector<MomentEstimate> estimates(x.rows(), {std::vector<double>(d), Matrix(d, d)});
  const auto share = 1 / static_cast<double>(members_.size());
  for (const auto& member : members_) {
    const MomentMember::Outputs outputs = member->forward(input);
    const Matrix means = to_matrix(outputs.mean);
    const Matrix covariances = to_matrix(covariance_of(outputs.covariance, signed_size(d)).flatten(1));
    for (std::size_t i = 0; i < estimates.size(); ++i) {
      for (std::size_t j = 0; j < d; ++j) estimates[i].mean[j] += share * means(i, j);
      for (std::size_t j = 0; j < d * d; ++j) estimates[i].covariance.values()[j] += share * covariances(i, j);
    }
  }
  const auto& scale = theta_standardizer_.scale();
  for (MomentEstimate& estimate : estimates) {
    theta_standardizer_.invert({estimate.mean.data(), 1, d});
    for (std::size_t j = 0; j < d; ++j) {
      for (std::size_t k = 0; k < d; ++k) estimate.covariance(j, k) *= scale[j] * scale[k];
    }
  }
  return estimates;
}

GaussianDensity MomentNetwork::given(std::span<const double> x) const {
  const MomentEstimate found = estimate(x);
  return {space_, found.mean, found.covariance};
}

std::unique_ptr<Density> MomentNetwork::at(std::span<const double> x) const {
  return std::make_unique<GaussianDensity>(given(x));
}

std::unique_ptr<DensityBatch> MomentNetwork::at_each(ConstMatrixView x) const {
  return std::make_unique<GaussianDensityBatch>(space_, estimate_each(x));
}

std::vector<Parameters*> MomentNetwork::networks() const {
  std::vector<Parameters*> networks;
  for (const auto& member : members_) {
    for (Parameters* network : member->networks()) networks.push_back(network);
  }
  return networks;
}

EstimatorRecord MomentNetwork::record() const {
  return {file_kind,
          ConfigNode::mapping({{"parameters", space_.to_config()}, {"options", write_options(options_)}}),
          {{"x_standardizer", to_array(view_.scales())}, {"theta_standardizer", to_array(theta_standardizer_)}}};
}

MomentNetwork MomentNetwork::from_record(const EstimatorRecord& record, const std::string& device) {
  return {ParameterSpace::parse(required_entry(record, "parameters")), data_view_from(record, "x_standardizer"),
          standardizer_from(record, "theta_standardizer"), estimator_options<MomentNetworkOptions>(record, device),
          Seed{}};
}

MomentNetwork MomentNetwork::load(const std::filesystem::path& path, const std::string& device) {
  return load_estimator<MomentNetwork>(path, device);
}

}  // namespace inquest
