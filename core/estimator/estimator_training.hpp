// EstimatorTraining: the training of one estimator, as independent members that can run side by side.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/reporter.hpp"
#include "core/train/trainer.hpp"

namespace inquest {

class EstimatorTraining {
 public:
  EstimatorTraining(std::string name, TrainerOptions options, Seed seed);
  virtual ~EstimatorTraining() = default;

  /// "lambda.npe"
  const std::string& name() const { return name_; }

  /// Networks that are trained.
  virtual std::size_t members() const = 0;

  /// Members of each round, in the order of their numbers: those of one round train independently, after the round
  /// before has ended.
  virtual std::vector<std::size_t> rounds() const { return {members()}; }

  /// Trains one member, resuming from its checkpoints in `checkpoints`; members may run on different threads.
  void train_member(std::size_t member, const std::filesystem::path& checkpoints, Reporter& reporter);

  /// Writes the trained estimator with its loss curves; after all members.
  virtual void save(const std::filesystem::path& path) const = 0;

 protected:
  Seed seed() const { return seed_; }

  /// Makes what all members train on; called once, so that estimators which wait hold no copy of their data.
  virtual void prepare() = 0;

  virtual void train_prepared(std::size_t member, const std::filesystem::path& checkpoints, Reporter& reporter) = 0;

  /// Runs one training under `task.name`, "<name>.<network>", which also names its checkpoint and its random numbers;
  /// keeps its loss curve, and returns the best validation loss.
  double run(TrainingTask task, const TrainerOptions& options, const std::filesystem::path& checkpoints,
             Reporter& reporter);
  double run(TrainingTask task, const std::filesystem::path& checkpoints, Reporter& reporter);

  /// "loss.<network>" -> [epochs, 4]: epoch, training loss, validation loss, learning rate.
  const std::map<std::string, Matrix>& loss_curves() const { return loss_curves_; }

 private:
  std::string name_;
  TrainerOptions options_;
  Seed seed_;
  std::once_flag prepared_;
  std::mutex mutex_;
  std::map<std::string, Matrix> loss_curves_;
};

/// Trains all members, those of a round side by side.
void train_members(EstimatorTraining& training, const std::filesystem::path& checkpoints, Reporter& reporter);

}  // namespace inquest
