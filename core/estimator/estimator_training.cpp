#include "core/estimator/estimator_training.hpp"

#include <algorithm>

#include "core/base/parallel.hpp"
#include "core/estimator/estimator_file.hpp"

namespace inquest {
namespace {

Matrix curve_of(const TrainingResult& result) {
  Matrix curve(result.epochs.size(), 4);
  for (std::size_t i = 0; i < result.epochs.size(); ++i) {
    const EpochRecord& record = result.epochs[i];
    const double row[] = {static_cast<double>(record.epoch), record.train_loss, record.validation_loss,
                          record.learning_rate};
    std::ranges::copy(row, curve.row(i).begin());
  }
  return curve;
}

void tell(const std::string& name, const TrainingResult& result, Reporter& reporter) {
  reporter.info(concat("trained ", name, ": ", result.epochs.size(), " epochs, best validation loss ",
                       result.best_validation_loss, " in epoch ", result.best_epoch));
  if (result.clipped_steps > 0) {
    reporter.info(concat("training ", name, ": gradients of ", result.clipped_steps, " steps were scaled down"));
  }
  if (result.skipped_steps > 0) {
    reporter.warning(concat("training ", name, ": ", result.skipped_steps,
                            " steps were skipped (their gradients were not finite); look for extreme values in x"));
  }
}

}  // namespace

EstimatorTraining::EstimatorTraining(std::string name, TrainerOptions options, Seed seed)
    : name_(std::move(name)), options_(std::move(options)), seed_(seed) {}

void EstimatorTraining::train_member(std::size_t member, const std::filesystem::path& checkpoints, Reporter& reporter) {
  std::call_once(prepared_, [&] { prepare(); });
  train_prepared(member, checkpoints, reporter);
}

double EstimatorTraining::run(TrainingTask task, const TrainerOptions& options,
                              const std::filesystem::path& checkpoints, Reporter& reporter) {
  if (!checkpoints.empty()) task.checkpoint = checkpoints / (task.name + ".h5");
  const TrainingResult result = train(task, options, seed_.child(task.name), reporter);
  tell(task.name, result, reporter);
  INQUEST_EXPECT(task.name.starts_with(name_ + "."));
  const std::lock_guard lock(mutex_);
  loss_curves_[loss_curve_name(task.name.substr(name_.size() + 1))] = curve_of(result);
  return result.best_validation_loss;
}

double EstimatorTraining::run(TrainingTask task, const std::filesystem::path& checkpoints, Reporter& reporter) {
  return run(std::move(task), options_, checkpoints, reporter);
}

void train_members(EstimatorTraining& training, const std::filesystem::path& checkpoints, Reporter& reporter) {
  std::size_t first = 0;
  for (const std::size_t members : training.rounds()) {
    parallel_for(members, [&](std::size_t i) { training.train_member(first + i, checkpoints, reporter); });
    first += members;
  }
}

}  // namespace inquest
