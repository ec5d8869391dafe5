#include "moments/moment_training.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/mse_loss.h>

#include "moments/covariance.hpp"

namespace inquest {
namespace {

constexpr std::int64_t prediction_batch = 8192;

// Rows {x, theta} -> {x, theta - F(x)}, with F frozen.
TensorRows residual_rows(const TensorRows& rows, const EmbeddedMlp& mean, const at::Device& device) {
  at::NoGradGuard no_graph;
  std::vector<Tensor> residuals;
  for (std::int64_t start = 0; start < rows[0].size(0); start += prediction_batch) {
    const std::int64_t count = std::min(prediction_batch, rows[0].size(0) - start);
    const Tensor prediction = mean.forward(rows[0].narrow(0, start, count).to(device)).to(at::kCPU);
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
      return {network_.view().scales().apply(data_.x, rows, data_.x.policy()),
              network_.theta_standardizer().apply(data_.theta, rows)};
    };
    train_ = rows_of(data_.split.train);
    validation_ = rows_of(data_.split.validation);
    data_.x.release_pages();
  }

  void train_prepared(std::size_t index, const std::filesystem::path& checkpoints, Reporter& reporter) override {
    auto& member = network_.member(index);
    run({.name = concat(name(), ".mean.", index),
         .parameters = &member.mean_parameters,
         .loss = [&](const TensorRows& batch,
                     Random&) { return at::mse_loss(member.mean.forward(batch[0]), batch[1]); },
         .train = train_,
         .validation = validation_,
         .in_file = data_.x.in_file(),
         .checkpoint = {}},
        checkpoints, reporter);
    const at::Device device = member.mean_parameters.flat().device();
    run({.name = concat(name(), ".covariance.", index),
         .parameters = &member.covariance_parameters,
         .loss = [&](const TensorRows& batch,
                     Random&) { return covariance_loss(member.covariance.forward(batch[0]), batch[1]); },
         .train = residual_rows(train_, member.mean, device),
         .validation = residual_rows(validation_, member.mean, device),
         .in_file = data_.x.in_file(),
         .checkpoint = {}},
        checkpoints, reporter);
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
