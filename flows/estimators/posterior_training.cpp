#include "flows/estimators/posterior_training.hpp"

#include <cmath>

#include "flows/families/flow_training.hpp"

namespace inquest {
namespace {

Matrix coordinates_of(const PosteriorEstimator& estimator, const Matrix& theta) {
  Matrix z(theta.rows(), theta.cols());
  estimator.coordinates().from_parameters(theta, z);
  for (std::size_t i = 0; i < z.values().size(); ++i) {
    INQUEST_VALIDATE(std::isfinite(z.values()[i]), data, "simulation ", i / z.cols(), ": ",
                     estimator.space().free_parameter(i % z.cols()).name, " = ", theta.values()[i],
                     " (on or beyond the edge of its prior); simulate from the prior that the run file names");
  }
  return z;
}

class PosteriorTraining final : public EstimatorTraining {
 public:
  PosteriorTraining(const std::string& name, const ParameterSpace& space, const JointData& data,
                    const PosteriorEstimatorOptions& options, Seed seed)
      : EstimatorTraining(name, options.training, seed),
        data_(data),
        estimator_(space, DataView::fit(data.layout(), {{data.x, data.split.train}}, options.data), options, seed) {}

  std::size_t members() const override { return estimator_.members(); }

  void save(const std::filesystem::path& path) const override { estimator_.save(path, loss_curves()); }

 private:
  void prepare() override {
    const Matrix z = coordinates_of(estimator_, data_.theta);
    const Standardizer identity(std::vector<double>(z.cols(), 0), std::vector<double>(z.cols(), 1));
    const auto rows_of = [&](const std::vector<std::size_t>& rows) -> TensorRows {
      return {identity.apply(z, rows), estimator_.view().apply(data_.x, rows, data_.x.policy())};
    };
    train_ = rows_of(data_.split.train);
    validation_ = rows_of(data_.split.validation);
    data_.x.release_pages();
  }

  void train_prepared(std::size_t member, const std::filesystem::path& checkpoints, Reporter& reporter) override {
    TrainingTask task =
        flow_training(concat(name(), ".", member), estimator_.member(member), train_, validation_, data_.x.in_file());
    if (estimator_.options().augment.any()) task.loss = on_images(std::move(task.loss));
    run(std::move(task), checkpoints, reporter);
  }

  TrainingLoss on_images(TrainingLoss loss) const {
    return [this, loss = std::move(loss)](const TensorRows& batch, Random& random) {
      const Shape shape = estimator_.view().seen();
      return loss({batch[0], augmented(batch[1], shape, estimator_.options().augment, random)}, random);
    };
  }

  const JointData& data_;
  PosteriorEstimator estimator_;
  TensorRows train_;
  TensorRows validation_;
};

}  // namespace

std::unique_ptr<EstimatorTraining> make_posterior_training(const std::string& name, const ParameterSpace& space,
                                                           const JointData& data,
                                                           const PosteriorEstimatorOptions& options, Seed seed) {
  return std::make_unique<PosteriorTraining>(name, space, data, options, seed);
}

}  // namespace inquest
