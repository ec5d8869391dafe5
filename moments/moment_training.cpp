#include "moments/moment_training.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/mse_loss.h>

#include "moments/moment_loss.hpp"

namespace inquest {
namespace {

constexpr std::int64_t prediction_batch = 8192;

Tensor frozen_mean(const MomentMember& member, const Tensor& x) {
  const at::NoGradGuard no_graph;
  return member.mean(x);
}

// Rows {x, theta} -> {x, theta - F(x)}, with F frozen.
TensorRows residual_rows(const TensorRows& rows, const MomentMember& member, const at::Device& device) {
  std::vector<Tensor> residuals;
  for (std::int64_t start = 0; start < rows[0].size(0); start += prediction_batch) {
    const std::int64_t count = std::min(prediction_batch, rows[0].size(0) - start);
    const Tensor prediction = frozen_mean(member, rows[0].narrow(0, start, count).to(device)).to(at::kCPU);
    residuals.push_back(rows[1].narrow(0, start, count) - prediction);
  }
  return {rows[0], at::cat(residuals)};
}

class MomentTraining final : public EstimatorTraining {
 public:
  MomentTraining(const std::string& name, const ParameterSpace& space, const JointData& data,
                 const MomentNetworkOptions& options, Seed seed)
      : EstimatorTraining(name, options.training, seed),
        network_(space, DataView::fit(data.layout(), {{data.x, data.split.train}}, options.data),
                 Standardizer::fit(data.theta, data.split.train), options, seed),
        data_(data) {}

  std::size_t members() const override { return network_.members(); }

  void save(const std::filesystem::path& path) const override { network_.save(path, loss_curves()); }

 private:
  void prepare() override {
    const auto rows_of = [&](const std::vector<std::size_t>& rows) -> TensorRows {
      return {network_.view().apply(data_.x, rows, data_.x.policy()),
              network_.theta_standardizer().apply(data_.theta, rows)};
    };
    train_ = rows_of(data_.split.train);
    validation_ = rows_of(data_.split.validation);
    data_.x.release_pages();
  }

  void train_prepared(std::size_t index, const std::filesystem::path& checkpoints, Reporter& reporter) override {
    MomentMember& member = network_.member(index);
    if (in_one_step(options().loss)) return train_together(member, index, checkpoints, reporter);
    const auto mean_loss = [&](const TensorRows& batch, Random& random) {
      return at::mse_loss(member.mean(seen(batch, random)), batch[1]);
    };
    run(task(concat(".mean.", index), member.networks()[0], mean_loss, train_, validation_), checkpoints, reporter);
    if (options().augment.any()) return train_on_images(member, index, checkpoints, reporter);
    const at::Device device = member.networks()[0]->flat().device();
    const auto loss = [&](const TensorRows& batch, Random&) {
      return moment_loss(options().loss, member.covariance(batch[0]), batch[1]);
    };
    run(task(concat(".covariance.", index), member.networks()[1], loss, residual_rows(train_, member, device),
             residual_rows(validation_, member, device)),
        checkpoints, reporter);
  }

  // Each image has a residual of its own.
  void train_on_images(MomentMember& member, std::size_t index, const std::filesystem::path& checkpoints,
                       Reporter& reporter) {
    const auto loss = [&](const TensorRows& batch, Random& random) {
      const Tensor x = seen(batch, random);
      return moment_loss(options().loss, member.covariance(x), batch[1] - frozen_mean(member, x));
    };
    run(task(concat(".covariance.", index), member.networks()[1], loss, train_, validation_), checkpoints, reporter);
  }

  void train_together(MomentMember& member, std::size_t index, const std::filesystem::path& checkpoints,
                      Reporter& reporter) {
    const auto loss = [&](const TensorRows& batch, Random& random) {
      const MomentMember::Outputs outputs = member.forward(seen(batch, random));
      return moment_loss(options().loss, outputs.covariance, batch[1] - outputs.mean);
    };
    run(task(concat(".moments.", index), member.networks()[0], loss, train_, validation_), checkpoints, reporter);
  }

  const MomentNetworkOptions& options() const { return network_.options(); }

  Tensor seen(const TensorRows& batch, Random& random) const {
    return augmented(batch[0], network_.view().seen(), options().augment, random);
  }

  TrainingTask task(const std::string& suffix, Parameters* parameters, TrainingLoss loss, TensorRows train,
                    TensorRows validation) const {
    return {.name = name() + suffix,
            .parameters = parameters,
            .loss = std::move(loss),
            .train = std::move(train),
            .validation = std::move(validation),
            .in_file = data_.x.in_file(),
            .checkpoint = {}};
  }

  MomentNetwork network_;
  const JointData& data_;
  TensorRows train_;
  TensorRows validation_;
};

}  // namespace

std::unique_ptr<EstimatorTraining> make_moment_training(const std::string& name, const ParameterSpace& space,
                                                        const JointData& data, const MomentNetworkOptions& options,
                                                        Seed seed) {
  return std::make_unique<MomentTraining>(name, space, data, options, seed);
}

}  // namespace inquest
