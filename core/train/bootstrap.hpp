// Bootstrap (Efron 1979): rows drawn with replacement. What varies between the networks of an ensemble then holds the
// choice of simulations, and not only the choice of weights to start from.
#pragma once

#include "core/base/seed.hpp"
#include "core/base/tensor_fwd.hpp"

namespace inquest {

/// As many of these row numbers [n], int64 on the CPU, drawn with replacement; for TrainingTask::train_index.
Tensor bootstrap(const Tensor& rows, Seed seed);

}  // namespace inquest
