#include "flows/families/flow_training.hpp"

namespace inquest {

TrainingTask flow_training(std::string name, Flow& flow, TensorRows train, TensorRows validation, bool in_file) {
  return {.name = std::move(name),
          .parameters = &flow.parameters(),
          .loss = [&flow](const TensorRows& batch, Random& random) { return flow.loss(batch[0], batch[1], random); },
          .train = std::move(train),
          .validation = std::move(validation),
          .train_index = {},
          .in_file = in_file,
          .checkpoint = {}};
}

}  // namespace inquest
