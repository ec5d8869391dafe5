#include "flows/estimators/marginal_training.hpp"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>

#include "core/train/bootstrap.hpp"
#include "flows/estimators/density_data.hpp"
#include "flows/families/flow_training.hpp"

namespace inquest {
namespace {

std::vector<DataView> views_of(const DataColumns& columns, const std::vector<const JointData*>& data,
                               const DataViewOptions& options, Seed seed) {
  std::vector<DataView> result;
  for (std::size_t m = 0; m < data.size(); ++m) {
    result.push_back(density_view(columns, *data[m], options, seed.child("dequantise").child(m)));
  }
  return result;
}

class MarginalTraining final : public EstimatorTraining {
 public:
  MarginalTraining(const std::string& name, const std::vector<std::string>& models,
                   const std::vector<const JointData*>& data, const MarginalEstimatorOptions& options, Seed seed)
      : MarginalTraining(name, models, data, common_density_columns(models, data), options, seed) {}

  std::size_t members() const override { return data_.size() * estimator_.members(); }

  void save(const std::filesystem::path& path) const override { estimator_.save(path, loss_curves()); }

 private:
  MarginalTraining(const std::string& name, const std::vector<std::string>& models,
                   const std::vector<const JointData*>& data, const DataColumns& columns,
                   const MarginalEstimatorOptions& options, Seed seed)
      : EstimatorTraining(name, options.training, seed),
        data_(data),
        estimator_(models, columns, views_of(columns, data, options.data, seed), options, seed) {
    std::vector<Matrix> held_out;
    for (const JointData* part : data) held_out.push_back(held_out_rows(*part));
    estimator_.set_held_out(std::move(held_out));
  }

  // With a context of no numbers.
  TensorRows rows_of(std::size_t model, const std::vector<std::size_t>& rows, Seed noise) const {
    return {
        density_rows(estimator_.columns(), estimator_.views()[model].scales(), *data_[model], rows, noise.child(model)),
        at::empty({static_cast<std::int64_t>(rows.size()), 0}, at::kFloat)};
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
    TrainingTask task =
        flow_training(concat(name(), ".", estimator_.models()[model], ".", member), estimator_.member(model, member),
                      train_[model], validation_[model], data_[model]->x.in_file());
    if (estimator_.options().bootstrap) {
      const Tensor all = at::arange(train_[model][0].size(0), at::kLong);
      std::vector<std::int64_t> simulation;
      for (const std::size_t row : data_[model]->split.train) {
        simulation.push_back(static_cast<std::int64_t>(data_[model]->simulation_of(row)));
      }
      task.train_index = bootstrap(all, at::tensor(simulation, at::kLong), seed().child("bootstrap").child(task.name));
    }
    run(std::move(task), checkpoints, reporter);
  }

  std::vector<const JointData*> data_;
  MarginalEstimator estimator_;
  std::vector<TensorRows> train_;  // of each model
  std::vector<TensorRows> validation_;
};

}  // namespace

std::unique_ptr<EstimatorTraining> make_marginal_training(const std::string& name,
                                                          const std::vector<std::string>& models,
                                                          const std::vector<const JointData*>& data,
                                                          const MarginalEstimatorOptions& options, Seed seed) {
  return std::make_unique<MarginalTraining>(name, models, data, options, seed);
}

}  // namespace inquest
