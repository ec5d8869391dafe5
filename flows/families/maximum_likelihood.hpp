// Maximum likelihood: the training of a flow on draws of the density that it estimates.
#pragma once

#include <string>

#include "core/train/trainer.hpp"
#include "flows/families/flow.hpp"

namespace inquest {

/// The training of one flow by its mean log density on rows {z [n, features], context [n, context]}, which lie in
/// scratch where `in_file`.
TrainingTask maximum_likelihood(std::string name, Flow& flow, TensorRows train, TensorRows validation, bool in_file);

}  // namespace inquest
