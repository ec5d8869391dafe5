// The training of a flow by the loss that its family states.
#pragma once

#include <string>

#include "core/train/trainer.hpp"
#include "flows/families/flow.hpp"

namespace inquest {

/// The training of one flow on rows {z [n, features], context [n, context]}, which lie in scratch where `in_file`.
TrainingTask flow_training(std::string name, Flow& flow, TensorRows train, TensorRows validation, bool in_file);

}  // namespace inquest
