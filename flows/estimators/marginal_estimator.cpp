#include "flows/estimators/marginal_estimator.hpp"

#include <algorithm>
#include <cmath>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include "core/base/statistics.hpp"
#include "flows/estimators/density_data.hpp"

namespace inquest {
namespace {

Tensor no_context() { return at::empty({1, 0}, at::kFloat); }

std::string scales_name(const std::string& model) { return "x_standardizer." + model; }
std::string held_out_name(const std::string& model) { return "held_out_x." + model; }

}  // namespace

void MarginalEstimatorOptions::fields(FieldVisitor& visit) {
  flow.fields(visit);
  visit.field("ensemble", ensemble,
              "flows of each model from different starts; their mixture is the density, the scatter of ln q its error",
              {.min = 2});
  visit.field("bootstrap", bootstrap,
              "each flow trains on rows drawn with replacement, so that the scatter holds the choice of simulations");
  visit.group("data", data, "how the flows see the data");
  visit.group("training", training, "of each flow");
}

MarginalEstimator::MarginalEstimator(std::vector<std::string> models, DataColumns columns, std::vector<DataView> views,
                                     const MarginalEstimatorOptions& options, Seed seed)
    : models_(std::move(models)), columns_(std::move(columns)), views_(std::move(views)), options_(options) {
  INQUEST_EXPECT(views_.size() == models_.size() && !views_.empty());
  for (const DataView& view : views_) require_scales_of(columns_, view);
  const auto members = widened(std::vector<FlowOptions>(this->members(), options.flow), columns_.size());
  const FlowShape shape{static_cast<std::int64_t>(columns_.size()), 0};
  for (const std::string& model : models_) {
    flows_.emplace_back(members, shape, options.training.device, seed.child(model));
  }
}

Matrix MarginalEstimator::selected(ConstMatrixView x) const {
  view().require({x.cols()});
  return columns_.select(x);
}

Matrix MarginalEstimator::standardised(std::size_t model, ConstMatrixView x) const {
  const Tensor z = views_.at(model).scales().apply(selected(x));
  Matrix result(x.rows(), columns_.size());
  std::copy_n(z.data_ptr<float>(), result.values().size(), result.values().begin());
  return result;
}

Matrix MarginalEstimator::log_evidences(ConstMatrixView x) const {
  const Matrix data = selected(x);
  Matrix result(x.rows(), models_.size());
  std::vector<double> density(x.rows());
  for (std::size_t m = 0; m < models_.size(); ++m) {
    flows_[m].log_prob(standardised(m, x), no_context(), density);
    for (std::size_t i = 0; i < density.size(); ++i) {
      result(i, m) = density[i] + views_[m].scales().log_abs_det(data.row(i));
    }
  }
  return result;
}

std::vector<Measured> MarginalEstimator::log_evidence(std::span<const double> x) const {
  const at::NoGradGuard no_graph;
  const ConstMatrixView row{x.data(), 1, x.size()};
  const Matrix data = selected(row);
  const Matrix values = log_evidences(row);
  const at::Device device(options_.training.device);
  std::vector<Measured> result;
  for (std::size_t m = 0; m < models_.size(); ++m) {
    const Tensor z = views_[m].scales().apply(data).to(device);
    std::vector<double> members;
    for (std::size_t k = 0; k < this->members(); ++k) {
      members.push_back(flows_[m].member(k).log_prob(z, no_context().to(device)).item<double>());
    }
    result.push_back({values(0, m), standard_deviation(members)});
  }
  return result;
}

std::vector<Parameters*> MarginalEstimator::networks() const {
  std::vector<Parameters*> all;
  for (const FlowEnsemble& of_model : flows_) {
    const auto networks = of_model.networks();
    all.insert(all.end(), networks.begin(), networks.end());
  }
  return all;
}

EstimatorRecord MarginalEstimator::record() const {
  EstimatorRecord record{
      file_kind, ConfigNode::mapping({{"models", ConfigNode::texts(models_)}, {"options", write_options(options_)}})};
  record.arrays["x_columns"] = columns_.to_array();
  for (std::size_t m = 0; m < models_.size(); ++m) {
    record.arrays[scales_name(models_[m])] = to_array(views_[m].scales());
    if (!held_out_.empty()) record.arrays[held_out_name(models_[m])] = held_out_[m];
  }
  return record;
}

MarginalEstimator MarginalEstimator::from_record(const EstimatorRecord& record, const std::string& device) {
  const auto columns = DataColumns::from_array(required_array(record, "x_columns"));
  std::vector<std::string> models;
  std::vector<DataView> views;
  std::vector<Matrix> held_out;
  for (const ConfigNode& item : required_entry(record, "models").items()) {
    models.push_back(item.text());
    views.push_back(data_view_from(record, scales_name(models.back()), columns.data_size()));
    const auto rows = record.arrays.find(held_out_name(models.back()));
    if (rows != record.arrays.end()) held_out.push_back(rows->second);
  }
  INQUEST_VALIDATE(held_out.empty() || held_out.size() == models.size(), data, record.path.string(),
                   ": arrays held_out_x are of ", held_out.size(), " models (there are ", models.size(),
                   "); train the estimator again");
  MarginalEstimator estimator(models, columns, std::move(views),
                              estimator_options<MarginalEstimatorOptions>(record, device), Seed{});
  estimator.set_held_out(std::move(held_out));
  return estimator;
}

MarginalEstimator MarginalEstimator::load(const std::filesystem::path& path, const std::string& device) {
  return load_estimator<MarginalEstimator>(path, device);
}

}  // namespace inquest
