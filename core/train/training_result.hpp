// TrainingResult: what a training tells of itself.
#pragma once

#include <cstdint>
#include <vector>

namespace inquest {

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

}  // namespace inquest
