#include "flows/marginal_training.hpp"

#include <algorithm>
#include <numeric>

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>

#include "core/train/bootstrap.hpp"

namespace inquest {
namespace {

constexpr std::size_t most_held_out = 2000;  // of each model

// Test rows, which no flow trains on; where there are none, those that only say when to stop.
Matrix held_out_rows(const JointData& data) {
  const auto& rows = data.split.test.empty() ? data.split.validation : data.split.test;
  Matrix x(std::min(rows.size(), most_held_out), data.x.cols());
  for (std::size_t i = 0; i < x.rows(); ++i) std::ranges::copy(data.x.row(rows[i]), x.row(i).begin());
  return x;
}

DataColumns columns_of(const JointData& data) {
  std::vector<std::size_t> rows = data.split.train;
  rows.insert(rows.end(), data.split.validation.begin(), data.split.validation.end());
  return DataColumns::fit(data.x, rows);
}

DataColumns common_columns(const std::vector<std::string>& models, const std::vector<const JointData*>& data) {
  DataColumns columns = columns_of(*data.front());
  const Matrix first = columns.to_array();
  for (std::size_t m = 1; m < data.size(); ++m) {
    const Matrix other = columns_of(*data[m]).to_array();
    for (std::size_t j = 0; j < first.rows(); ++j) {
      INQUEST_VALIDATE(std::ranges::equal(first.row(j), other.row(j)), data, "data column ", j,
                       " is constant, a copy of another, or of integers under one of the models ", models.front(),
                       " and ", models[m],
                       " alone (their densities have no ratio); compare them by an evidence network");
    }
  }
  return columns;
}

Matrix smooth_data(const DataColumns& columns, const JointData& data, const std::vector<std::size_t>& rows, Seed seed) {
  Matrix x = columns.select(data.x, rows);
  columns.dequantise(x, seed);
  return x;
}

std::vector<Standardizer> standardizers_of(const DataColumns& columns, const std::vector<const JointData*>& data,
                                           Seed seed) {
  std::vector<Standardizer> result;
  for (std::size_t m = 0; m < data.size(); ++m) {
    const Matrix x = smooth_data(columns, *data[m], data[m]->split.train, seed.child("dequantise").child(m));
    std::vector<std::size_t> all(x.rows());
    std::iota(all.begin(), all.end(), std::size_t{0});
    result.push_back(Standardizer::fit(x, all, Compression::where_it_helps));
  }
  return result;
}

class MarginalTraining final : public EstimatorTraining {
 public:
  MarginalTraining(const std::string& name, const std::vector<std::string>& models,
                   const std::vector<const JointData*>& data, const MarginalEstimatorOptions& options, Seed seed)
      : MarginalTraining(name, models, data, common_columns(models, data), options, seed) {}

  std::size_t members() const override { return data_.size() * estimator_.members(); }

  void save(const std::filesystem::path& path) const override { estimator_.save(path, loss_curves()); }

 private:
  MarginalTraining(const std::string& name, const std::vector<std::string>& models,
                   const std::vector<const JointData*>& data, const DataColumns& columns,
                   const MarginalEstimatorOptions& options, Seed seed)
      : EstimatorTraining(name, options.training, seed),
        data_(data),
        estimator_(models, columns, standardizers_of(columns, data, seed), options, seed) {
    std::vector<Matrix> held_out;
    for (const JointData* part : data) held_out.push_back(held_out_rows(*part));
    estimator_.set_held_out(std::move(held_out));
  }

  Tensor rows_of(std::size_t model, const std::vector<std::size_t>& rows, Seed noise) const {
    const Matrix x = smooth_data(estimator_.columns(), *data_[model], rows, noise.child(model));
    return estimator_.standardizers()[model].apply(x);
  }

  void prepare() override {
    for (std::size_t m = 0; m < data_.size(); ++m) {
      train_.push_back(rows_of(m, data_[m]->split.train, seed().child("dequantise")));
      validation_.push_back(rows_of(m, data_[m]->split.validation, seed().child("dequantise validation")));
    }
  }

  void train_prepared(std::size_t index, const std::filesystem::path& checkpoints, Reporter& reporter) override {
    const std::size_t model = index / estimator_.members();
    const std::size_t member = index % estimator_.members();
    Flow& flow = estimator_.member(model, member);
    const std::string task = concat(name(), ".", estimator_.models()[model], ".", member);
    const Tensor all = at::arange(train_[model].size(0), at::kLong);
    run({.name = task,
         .parameters = &flow.parameters(),
         .loss =
             [&flow](const TensorRows& batch) {
               return -flow.log_prob(batch[0], at::empty({batch[0].size(0), 0}, batch[0].options())).mean();
             },
         .train = {train_[model]},
         .validation = {validation_[model]},
         .train_index = estimator_.options().bootstrap ? bootstrap(all, seed().child("bootstrap").child(task)) : all,
         .checkpoint = {}},
        checkpoints, reporter);
  }

  std::vector<const JointData*> data_;
  MarginalEstimator estimator_;
  std::vector<Tensor> train_;  // of each model
  std::vector<Tensor> validation_;
};

}  // namespace

std::unique_ptr<EstimatorTraining> make_marginal_training(const std::string& name,
                                                          const std::vector<std::string>& models,
                                                          const std::vector<const JointData*>& data,
                                                          const MarginalEstimatorOptions& options, Seed seed) {
  return std::make_unique<MarginalTraining>(name, models, data, options, seed);
}

}  // namespace inquest
