// What a run that goes on keeps of the trainings of its earlier sittings.
#pragma once

#include <string>
#include <vector>

#include "apps/stages/stage.hpp"

namespace inquest {

/// Removes estimators, and the checkpoints of such, whose options, rows or models are others now, so that they are
/// trained anew; notes what all now follow from, and tells what has changed in the run file, what is trained anew and
/// what is kept. Of an estimator that no version of inquest noted this of, any change of the run file is one.
void remove_outdated(RunContext& context, const std::vector<std::string>& changes);

}  // namespace inquest
