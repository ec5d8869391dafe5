// What a run says of networks that overfit, by the loss curves that their files keep.
#pragma once

#include <string>

#include "core/base/reporter.hpp"
#include "core/estimator/estimator_folder.hpp"
#include "core/estimator/training_plan.hpp"
#include "core/infer/findings.hpp"

namespace inquest {

/// Adds the worst network of a trained plan to the findings of its route, and tells of it; nothing where none overfits.
void add_overfitting(const TrainingPlan& plan, const EstimatorFolder& estimators, Findings& findings,
                     Reporter& reporter);

}  // namespace inquest
