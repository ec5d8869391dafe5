#include "flows/estimators/likelihood_estimator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/base/statistics.hpp"
#include "core/parameters/inside_rows.hpp"
#include "flows/estimators/density_data.hpp"

namespace inquest {
namespace {

const double unit_scale = 2 * std::numbers::sqrt3;  // of a flat variable in the unit interval: unit variance

}  // namespace

LikelihoodEstimatorOptions::LikelihoodEstimatorOptions() {
  flow.family = "maf";
  training.max_epochs = TrainerOptions{}.max_epochs;
}

LikelihoodEstimator::LikelihoodEstimator(const ParameterSpace& space, DataColumns columns, DataView view,
                                         const LikelihoodEstimatorOptions& options, Seed seed)
    : space_(space),
      columns_(std::move(columns)),
      view_(std::move(view)),
      options_(options),
      flows_(widened(options.flows(), columns_.size()),
             {static_cast<std::int64_t>(columns_.size()), static_cast<std::int64_t>(space.dimension())},
             options.training.device, seed) {
  require_scales_of(columns_, view_);
}

bool LikelihoodEstimator::bounded(std::size_t j) const {
  return std::isfinite(space_.lower(j)) && std::isfinite(space_.upper(j));
}

Tensor LikelihoodEstimator::context_of(ConstMatrixView theta) const {
  Matrix unit(theta.rows(), theta.cols()), context(theta.rows(), theta.cols());
  space_.to_unit(theta, unit);
  space_.to_unconstrained(theta, context);
  for (std::size_t j = 0; j < theta.cols(); ++j) {
    if (!bounded(j)) continue;
    for (std::size_t i = 0; i < theta.rows(); ++i) context(i, j) = unit_scale * (unit(i, j) - 0.5);
  }
  return Standardizer(std::vector<double>(theta.cols(), 0), std::vector<double>(theta.cols(), 1)).apply(context);
}

void LikelihoodEstimator::log_likelihood(ConstMatrixView theta, std::span<const double> x,
                                         std::span<double> out) const {
  mix_log_densities(member_log_likelihoods(theta, x), out);
}

Matrix LikelihoodEstimator::member_log_likelihoods(ConstMatrixView theta, std::span<const double> x) const {
  const ConstMatrixView row{x.data(), 1, x.size()};
  const Matrix values = standardised(row);
  const double log_det = view_.scales().log_abs_det(columns_.select(row).row(0));
  const InsideRows inside = inside_rows(space_, theta);
  const std::size_t count = inside.rows.size();
  const Matrix density = flows_.member_log_probs(values, context_of(inside.theta));
  Matrix result(members(), theta.rows());
  std::ranges::fill(result.values(), -std::numeric_limits<double>::infinity());
  for (std::size_t k = 0; k < members(); ++k) {
    for (std::size_t i = 0; i < count; ++i) result(k, inside.rows[i]) = density(k, i) + log_det;
  }
  return result;
}

double LikelihoodEstimator::error_of(std::span<const double> values) const {
  return values.size() < 2 ? 0 : standard_deviation(values);
}

// From derivatives by what the flow sees of theta [n, d].
void LikelihoodEstimator::gradient_by_parameters(ConstMatrixView theta, MatrixView gradient) const {
  Matrix by_context(gradient.rows(), gradient.cols()), z(theta.rows(), theta.cols());
  std::ranges::copy(ConstMatrixView(gradient).values(), by_context.values().begin());
  space_.to_unconstrained(theta, z);
  space_.gradient_by_parameters(z, gradient);
  for (std::size_t j = 0; j < theta.cols(); ++j) {
    if (!bounded(j)) continue;
    const Prior& prior = *space_.free_parameter(j).prior;
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      gradient(i, j) = by_context(i, j) * unit_scale * std::exp(prior.log_prob(theta(i, j)));
    }
  }
}

void LikelihoodEstimator::log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x,
                                                  std::span<double> out, MatrixView gradient) const {
  const ConstMatrixView row{x.data(), 1, x.size()};
  const Matrix values = standardised(row);
  const double log_det = view_.scales().log_abs_det(columns_.select(row).row(0));
  const InsideRows inside = inside_rows(space_, theta);
  const std::size_t count = inside.rows.size();
  const auto columns = free_columns(space_);
  Matrix by_free(count, columns.size());
  std::vector<double> density(count);
  flows_.log_prob_gradient(values, context_of(inside.theta), density, by_free);
  gradient_by_parameters(inside.theta, by_free);
  std::ranges::fill(out, -std::numeric_limits<double>::infinity());
  std::ranges::fill(gradient.values(), 0.0);
  for (std::size_t i = 0; i < count; ++i) {
    out[inside.rows[i]] = density[i] + log_det;
    for (std::size_t j = 0; j < columns.size(); ++j) gradient(inside.rows[i], columns[j]) = by_free(i, j);
  }
}

Matrix LikelihoodEstimator::standardised(ConstMatrixView x) const {
  view_.require({x.cols()});
  const Tensor values = view_.scales().apply(columns_.select(x));
  Matrix result(x.rows(), columns_.size());
  std::copy_n(values.data_ptr<float>(), result.values().size(), result.values().begin());
  return result;
}

EstimatorRecord LikelihoodEstimator::record() const {
  return {file_kind,
          ConfigNode::mapping({{"parameters", space_.to_config()}, {"options", write_options(options_)}}),
          {{"x_columns", columns_.to_array()}, {"x_standardizer", to_array(view_.scales())}}};
}

LikelihoodEstimator LikelihoodEstimator::from_record(const EstimatorRecord& record, const std::string& device) {
  const auto columns = DataColumns::from_array(required_array(record, "x_columns"));
  return {ParameterSpace::parse(required_entry(record, "parameters")), columns,
          data_view_from(record, "x_standardizer", columns.data_size()),
          estimator_options<LikelihoodEstimatorOptions>(record, device), Seed{}};
}

LikelihoodEstimator LikelihoodEstimator::load(const std::filesystem::path& path, const std::string& device) {
  return load_estimator<LikelihoodEstimator>(path, device);
}

}  // namespace inquest
