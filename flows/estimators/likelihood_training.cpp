#include "flows/estimators/likelihood_training.hpp"

#include <algorithm>

#include "core/base/gather.hpp"
#include "flows/estimators/density_data.hpp"
#include "flows/families/flow_training.hpp"

namespace inquest {
namespace {

class LikelihoodTraining final : public EstimatorTraining {
 public:
  LikelihoodTraining(const std::string& name, const ParameterSpace& space, const JointData& data,
                     const LikelihoodEstimatorOptions& options, Seed seed)
      : LikelihoodTraining(name, space, data, density_columns(data), options, seed) {}

  std::size_t members() const override { return estimator_.members(); }

  void save(const std::filesystem::path& path) const override { estimator_.save(path, loss_curves()); }

 private:
  LikelihoodTraining(const std::string& name, const ParameterSpace& space, const JointData& data, DataColumns columns,
                     const LikelihoodEstimatorOptions& options, Seed seed)
      : EstimatorTraining(name, options.training, seed),
        data_(data),
        estimator_(space, columns, density_view(columns, data, options.data, seed.child("dequantise")), options, seed) {
  }

  TensorRows rows_of(const std::vector<std::size_t>& rows, Seed noise) const {
    for (const std::size_t row : rows) check_inside(row);
    return {density_rows(estimator_.columns(), estimator_.view().scales(), data_, rows, noise),
            estimator_.context_of(rows_at(data_.theta, rows))};
  }

  void check_inside(std::size_t row) const {
    INQUEST_VALIDATE(estimator_.space().contains(data_.theta.row(row)), data, "simulation ", row,
                     ": theta lies outside its prior; simulate from the prior that the run file names");
  }

  void prepare() override {
    train_ = rows_of(data_.split.train, seed().child("dequantise"));
    validation_ = rows_of(data_.split.validation, seed().child("dequantise validation"));
  }

  void train_prepared(std::size_t member, const std::filesystem::path& checkpoints, Reporter& reporter) override {
    run(flow_training(concat(name(), ".", member), estimator_.member(member), train_, validation_, data_.x.in_file()),
        checkpoints, reporter);
  }

  const JointData& data_;
  LikelihoodEstimator estimator_;
  TensorRows train_;
  TensorRows validation_;
};

}  // namespace

std::unique_ptr<EstimatorTraining> make_likelihood_training(const std::string& name, const ParameterSpace& space,
                                                            const JointData& data,
                                                            const LikelihoodEstimatorOptions& options, Seed seed) {
  return std::make_unique<LikelihoodTraining>(name, space, data, options, seed);
}

}  // namespace inquest
