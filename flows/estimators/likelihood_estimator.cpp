#include "flows/estimators/likelihood_estimator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/statistics.hpp"
#include "core/parameters/inside_rows.hpp"
#include "flows/estimators/density_data.hpp"

namespace inquest {

LikelihoodEstimatorOptions::LikelihoodEstimatorOptions() {
  flow.family = MafOptions{};
  training.max_epochs = TrainerOptions{}.max_epochs;
}

LikelihoodEstimator::LikelihoodEstimator(const ParameterSpace& space, DataColumns columns, DataView view,
                                         const LikelihoodEstimatorOptions& options, Seed seed)
    : space_(space),
      coordinates_(flat_where_bounded(space, Chart::centred)),
      columns_(std::move(columns)),
      view_(std::move(view)),
      options_(options),
      flows_(widened(options.flows(), columns_.size()),
             {static_cast<std::int64_t>(columns_.size()), static_cast<std::int64_t>(space.dimension())},
             options.training.device, seed) {
  require_scales_of(columns_, view_);
}

Tensor LikelihoodEstimator::context_of(ConstMatrixView theta) const {
  Matrix context(theta.rows(), theta.cols());
  coordinates_.from_parameters(theta, context);
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
  coordinates_.gradient_by_parameters(inside.theta, by_free);
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
