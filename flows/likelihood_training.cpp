#include "flows/likelihood_training.hpp"

#include <algorithm>
#include <numeric>

namespace inquest {
namespace {

DataColumns columns_of(const JointData& data) {
  std::vector<std::size_t> rows = data.split.train;
  rows.insert(rows.end(), data.split.validation.begin(), data.split.validation.end());
  return DataColumns::fit(data.x, rows);
}

Matrix selected(ConstMatrixView values, const std::vector<std::size_t>& rows) {
  Matrix result(rows.size(), values.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) std::ranges::copy(values.row(rows[i]), result.row(i).begin());
  return result;
}

class LikelihoodTraining final : public EstimatorTraining {
 public:
  LikelihoodTraining(const std::string& name, const ParameterSpace& space, const JointData& data,
                     const LikelihoodEstimatorOptions& options, Seed seed)
      : LikelihoodTraining(name, space, data, columns_of(data), options, seed) {}

  std::size_t members() const override { return estimator_.members(); }

  void save(const std::filesystem::path& path) const override { estimator_.save(path, loss_curves()); }

 private:
  LikelihoodTraining(const std::string& name, const ParameterSpace& space, const JointData& data, DataColumns columns,
                     const LikelihoodEstimatorOptions& options, Seed seed)
      : EstimatorTraining(name, options.training, seed),
        data_(data),
        estimator_(space, columns, standardizer_of(columns, data, seed), options, seed) {}

  static Matrix smooth_data(const DataColumns& columns, const JointData& data, const std::vector<std::size_t>& rows,
                            Seed seed) {
    Matrix x = columns.select(data.x, rows);
    columns.dequantise(x, seed);
    return x;
  }

  static Standardizer standardizer_of(const DataColumns& columns, const JointData& data, Seed seed) {
    const Matrix x = smooth_data(columns, data, data.split.train, seed.child("dequantise"));
    std::vector<std::size_t> all(x.rows());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return Standardizer::fit(x, all, Compression::where_it_helps);
  }

  TensorRows rows_of(const std::vector<std::size_t>& rows, Seed noise) const {
    for (const std::size_t row : rows) check_inside(row);
    return {estimator_.standardizer().apply(smooth_data(estimator_.columns(), data_, rows, noise)),
            estimator_.context_of(selected(data_.theta, rows))};
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
    const Flow& flow = estimator_.member(member);
    run({.name = concat(name(), ".", member),
         .parameters = &estimator_.member(member).parameters(),
         .loss = [&flow](const TensorRows& batch) { return -flow.log_prob(batch[0], batch[1]).mean(); },
         .train = train_,
         .validation = validation_,
         .checkpoint = {}},
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
