// Bootstrap (Efron 1979): rows drawn with replacement. What varies between the networks of an ensemble then holds the
// choice of simulations, and not only the choice of weights to start from.
#pragma once

#include "core/base/seed.hpp"
#include "core/base/tensor_fwd.hpp"

namespace inquest {

/// Simulations drawn with replacement, as many as there are among `rows` [n], each with all of its rows, for
/// TrainingTask::train_index; `simulation` [any] numbers from 0 the one that each row is of. A simulation that stands
/// for several, by its weight, has that many rows, and they are no better known than one. Both int64 on the CPU.
Tensor bootstrap(const Tensor& rows, const Tensor& simulation, Seed seed);

/// The first of the rows of each simulation, in their order.
Tensor first_rows(const Tensor& rows, const Tensor& simulation);

}  // namespace inquest
