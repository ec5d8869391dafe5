#include "core/data/dataset.hpp"

#include <algorithm>

#include "core/base/error.hpp"

namespace inquest {
namespace {

void remove_failed(std::vector<std::size_t>& rows, const std::vector<SimulationStatus>& status) {
  std::erase_if(rows, [&](std::size_t row) { return status[row] != SimulationStatus::ok; });
}

}  // namespace

JointData read_joint(const SimulationStore& store, const Model& model, const SplitPlan& plan) {
  Simulations simulations = store.read(model.name, 0, plan.rows());
  Split split = split_rows(plan.seed, model.name, plan.rows(), plan.test_rows, plan.validation_fraction);
  for (auto* rows : {&split.train, &split.validation, &split.test}) remove_failed(*rows, simulations.status);
  INQUEST_VALIDATE(!split.train.empty() && !split.validation.empty(), data, "model ", model.name, ": ",
                   split.train.size(), " rows to train on and ", split.validation.size(),
                   " to validate with (there must be some of both); ask for more simulations");
  return {std::move(simulations.theta), std::move(simulations.x), std::move(split)};
}

}  // namespace inquest
