// Checkpoint: all that a training needs to go on as if it had never stopped.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/train/adam.hpp"
#include "core/train/training_result.hpp"

namespace inquest {

struct Checkpoint {
  Tensor flat;       // [count], weights now
  Tensor best_flat;  // [count], weights of the best epoch
  AdamState adam;
  TrainingResult result;
  bool finished = false;
};

/// Writes beside and renames; `fingerprint` names the task, options and seed it belongs to.
void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint, const std::string& fingerprint);

/// Nothing where there is no file; throws Error(data) if it is cut short or belongs to another training.
std::optional<Checkpoint> load_checkpoint(const std::filesystem::path& path, const std::string& fingerprint);

}  // namespace inquest
