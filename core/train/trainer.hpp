// Trainer: the only training loop.
//
// Adam (Kingma & Ba 2015) with decoupled weight decay (Loshchilov & Hutter 2019) on one flat parameter buffer, a
// one-cycle schedule (linear warm-up, cosine to zero), clipping of the gradient's norm, early stopping, and the
// weights of the best epoch at the end. Every random number follows from (seed, epoch); a resumed training equals an
// uninterrupted one bit by bit.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/reporter.hpp"
#include "core/base/seed.hpp"
#include "core/base/tensor_fwd.hpp"
#include "core/config/fields.hpp"
#include "core/nn/parameters.hpp"

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

/// What a training needs to know of the thing trained.
struct TrainingTask {
  std::string name;                                     // "lambda.npe.0", for progress and metrics
  Parameters* parameters;                               // flattened
  std::function<Tensor(const TensorRows& batch)> loss;  // mean loss of a batch, with its graph
  TensorRows train;
  TensorRows validation;
  Tensor train_index = {};                // [m] rows of `train` that count, with repeats; undefined: each once
  bool in_file = false;                   // `train` lies in scratch: it is visited block by block
  std::filesystem::path checkpoint = {};  // empty: none
};

struct EpochRecord {
  std::int64_t epoch = 0;
  double train_loss = 0;
  double validation_loss = 0;
  double learning_rate = 0;
};

struct TrainingResult {
  std::vector<EpochRecord> epochs;
  std::int64_t best_epoch = 0;
  double best_validation_loss = 0;
  std::int64_t clipped_steps = 0;
  std::int64_t skipped_steps = 0;  // gradients that were not finite
};

/// Trains in place; throws Error(data) when the loss is not finite from the start or too many steps had to be skipped,
/// Error(interrupted) between epochs, after a checkpoint; resumes from `task.checkpoint` where there is one.
TrainingResult train(const TrainingTask& task, const TrainerOptions& options, Seed seed, Reporter& reporter);

/// Mean loss over rows in batches, without a graph.
double mean_loss(const TrainingTask& task, const TensorRows& rows, std::int64_t batch_size);

/// Throws Error(config) unless LibTorch has this device ("cpu", "cuda", "cuda:1").
void validate_device(const std::string& device);

}  // namespace inquest
