// Trains what plans need: every part once, whichever estimators need it.
//
// The first of equal parts, in the order of the plans, is the one that is trained: its seed decides the numbers. The
// others get copies of its file. A file that is there counts as trained, so that a training which was stopped anywhere
// ends with the same files when it goes on: a part that stands in one place alone is copied to the others.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/estimator/estimator_folder.hpp"
#include "core/estimator/training_plan.hpp"

namespace inquest {

/// What is told of trainings beside messages; called from several threads.
struct TrainingJournal {
  std::function<void(const std::string& part, double seconds)> spent = {};
  std::function<void(const std::string& part, const std::string& trained)> shared = {};  // before its file is copied

  /// A plan that cannot be trained; the others go on then. Where this is empty, the error is thrown.
  std::function<void(const std::string& plan, const Error& error)> failed = {};
};

/// Trains every part that has no file, all networks side by side, and finishes the plans in their order; checkpoints
/// are gone when all is there. Throws what trainings throw, unless `failed` hears of it, Error(interrupted) among it.
void train_plans(const std::vector<TrainingPlan>& plans, const EstimatorFolder& folder, Reporter& reporter,
                 const TrainingJournal& journal = {});

}  // namespace inquest
