#include "flows/estimators/posterior_estimator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/estimator/estimator_file.hpp"

namespace inquest {
namespace {

const ParameterSpace& accepted(const ParameterSpace& space, const PosteriorEstimatorOptions& options) {
  const std::string obstacle = obstacle_to(options, space);
  INQUEST_VALIDATE(obstacle.empty(), config, obstacle);
  return space;
}

}  // namespace

std::string obstacle_to(const PosteriorEstimatorOptions& options, const ParameterSpace& space) {
  for (const FlowOptions& flow : options.flows()) {
    for (std::size_t i = 0; i < space.dimension() && !knows_circles(flow.family); ++i) {
      if (!space.free_parameter(i).periodic) continue;
      return concat("flow: ", flow.family, " (it has no map of a circle, and ", space.free_parameter(i).name,
                    " is periodic); take flow: spline, or nsf");
    }
  }
  return "";
}

PosteriorEstimator::PosteriorEstimator(const ParameterSpace& space, Standardizer standardizer,
                                       const PosteriorEstimatorOptions& options, Seed seed)
    : space_(accepted(space, options)),
      coordinates_(space),
      standardizer_(std::move(standardizer)),
      options_(options),
      flows_(options.flows(),
             {static_cast<std::int64_t>(space.dimension()), static_cast<std::int64_t>(standardizer_.size()),
              coordinates_.circular()},
             options.training.device, seed) {}

Tensor PosteriorEstimator::context_of(std::span<const double> x) const {
  INQUEST_VALIDATE(x.size() == standardizer_.size(), data, "observation of length ", x.size(),
                   " (the estimator was trained on data of length ", standardizer_.size(), ")");
  return standardizer_.apply({x.data(), 1, x.size()});
}

PosteriorDraws PosteriorEstimator::sample(std::size_t count, std::span<const double> x, Seed seed) const {
  const Matrix z = flows_.sample(count, context_of(x), seed);
  PosteriorDraws draws{Matrix(count, space_.dimension()), std::vector<double>(count), {}};
  coordinates_.to_parameters(z, draws.theta);
  log_prob_at(z, draws.theta, x, draws.log_prob);
  return draws;
}

void PosteriorEstimator::log_prob(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const {
  Matrix z(theta.rows(), theta.cols());
  coordinates_.from_parameters(theta, z);
  log_prob_at(z, theta, x, out);
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    // z is not finite at the edges of the prior either, but for periodic parameters.
    const bool inside = space_.contains(theta.row(i)) &&
                        std::ranges::all_of(z.row(i), [](double value) { return std::isfinite(value); });
    if (!inside) out[i] = -std::numeric_limits<double>::infinity();
  }
}

// log q(theta(z) | x): the density in z over the map's determinant.
void PosteriorEstimator::log_prob_at(ConstMatrixView z, ConstMatrixView theta, std::span<const double> x,
                                     std::span<double> out) const {
  flows_.log_prob(z, context_of(x), out);
  std::vector<double> log_det(z.rows());
  coordinates_.log_abs_det(z, theta, log_det);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] -= log_det[i];
}

void PosteriorEstimator::save(const std::filesystem::path& path,
                              const std::map<std::string, Matrix>& loss_curves) const {
  EstimatorRecord record{
      "npe", ConfigNode::mapping({{"parameters", space_.to_config()}, {"options", write_options(options_)}}),
      loss_curves};
  record.arrays["x_standardizer"] = to_array(standardizer_);
  save_estimator(path, record, flows_.parameters());
}

PosteriorEstimator PosteriorEstimator::load(const std::filesystem::path& path, const std::string& device) {
  const EstimatorRecord record = load_estimator_record(path);
  require_kind(record, "npe", path);
  auto options = read_options<PosteriorEstimatorOptions>(required_entry(record, "options", path));
  options.training.device = device;
  PosteriorEstimator estimator(ParameterSpace::parse(required_entry(record, "parameters", path)),
                               standardizer_from(record, "x_standardizer", path.string()), options, Seed{});
  load_estimator_weights(path, estimator.flows_.parameters());
  return estimator;
}

}  // namespace inquest
