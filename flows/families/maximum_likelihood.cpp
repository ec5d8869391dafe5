#include "flows/families/maximum_likelihood.hpp"

#include <ATen/ops/mean.h>

namespace inquest {

TrainingTask maximum_likelihood(std::string name, Flow& flow, TensorRows train, TensorRows validation, bool in_file) {
  return {.name = std::move(name),
          .parameters = &flow.parameters(),
          .loss = [&flow](const TensorRows& batch) { return -flow.log_prob(batch[0], batch[1]).mean(); },
          .train = std::move(train),
          .validation = std::move(validation),
          .train_index = {},
          .in_file = in_file,
          .checkpoint = {}};
}

}  // namespace inquest
