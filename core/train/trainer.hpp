// Trainer: the only training loop.
//
// Adam (Kingma & Ba 2015) with decoupled weight decay (Loshchilov & Hutter 2019) on one flat parameter buffer, a
// one-cycle schedule (linear warm-up, cosine to zero), clipping of the gradient's norm, early stopping, and the
// weights of the best epoch at the end. Every random number follows from (seed, epoch, step), those that a loss draws
// too; a resumed training equals an uninterrupted one bit by bit.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/random.hpp"
#include "core/base/reporter.hpp"
#include "core/base/seed.hpp"
#include "core/base/tensor_fwd.hpp"
#include "core/config/fields.hpp"
#include "core/nn/parameters.hpp"
#include "core/train/training_result.hpp"

namespace inquest {

struct TrainerOptions {
  std::int64_t batch_size = 1024;  // or a 32nd of the rows, if that is less
  std::int64_t steps = 3000;       // rounded to whole epochs
  std::int64_t min_epochs = 2;     // counts for more than steps
  std::int64_t max_epochs = 1000;
  double learning_rate = 6e-3;
  double warm_up = 0.05;
  double weight_decay = 0;
  double clip_norm = 5;
  std::int64_t patience = 20;
  std::string device = "cpu";

  void fields(FieldVisitor& visit);

  /// Throws Error(config) where fewer epochs are allowed than are wanted at least.
  void validate() const;
};

/// Rows of equal number in several tensors: {inputs [n, p], targets [n, d], ...}.
using TensorRows = std::vector<Tensor>;

/// The mean loss of a batch, with its graph. All noise in it comes from `random`, whose stream each step of an epoch
/// has of its own, and each batch of validation rows too, in every epoch the same.
using TrainingLoss = std::function<Tensor(const TensorRows& batch, Random& random)>;

/// What a training needs to know of the thing trained.
struct TrainingTask {
  std::string name;        // "lambda.npe.0", for progress and metrics
  Parameters* parameters;  // flattened
  TrainingLoss loss;
  TensorRows train;
  TensorRows validation;
  Tensor train_index = {};                // [m] rows of `train` that count, with repeats; undefined: each once
  bool in_file = false;                   // `train` lies in scratch: it is visited block by block
  std::filesystem::path checkpoint = {};  // empty: none
};

/// Trains in place; throws Error(data) when the loss is not finite from the start or too many steps had to be skipped,
/// Error(interrupted) between epochs, after a checkpoint; resumes from `task.checkpoint` where there is one.
TrainingResult train(const TrainingTask& task, const TrainerOptions& options, Seed seed, Reporter& reporter);

/// Mean loss over rows in batches, without a graph; each batch draws from the branch of `noise` with its number.
double mean_loss(const TrainingTask& task, const TensorRows& rows, std::int64_t batch_size, Seed noise);

/// Throws Error(config) unless LibTorch has this device ("cpu", "cuda", "cuda:1").
void validate_device(const std::string& device);

}  // namespace inquest
