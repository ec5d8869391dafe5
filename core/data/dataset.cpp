#include "core/data/dataset.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/resample.hpp"

namespace inquest {
namespace {

void remove_failed(std::vector<std::size_t>& rows, const std::vector<SimulationStatus>& status) {
  std::erase_if(rows, [&](std::size_t row) { return status[row] != SimulationStatus::ok; });
}

void weigh(JointData& data, const std::vector<double>& weights, Seed seed) {
  if (weights.empty()) return;
  data.effective_share = effective_share(data.split.train, weights);
  for (auto* rows : {&data.split.train, &data.split.validation, &data.split.test}) {
    if (!rows->empty()) *rows = resampled(*rows, weights, seed);
  }
}

}  // namespace

JointData read_joint(const SimulationStore& store, const Model& model, const SplitPlan& plan,
                     const ScratchPolicy& policy) {
  constexpr std::size_t part = SimulationStore::shard_rows;
  const std::size_t total = plan.rows();
  JointData data{Matrix(total, model.space.dimension()), {total, model.data_size(), policy}, {}};
  data.x_shape = model.simulator().info().data_shape;
  std::vector<SimulationStatus> status;
  for (std::size_t first = 0; first < total; first += part) {
    const Simulations rows = store.read(model.name, first, std::min(part, total - first));
    std::ranges::copy(rows.theta.values(), data.theta.row(first).begin());
    std::ranges::copy(rows.x.values(), data.x.row(first).begin());
    status.insert(status.end(), rows.status.begin(), rows.status.end());
  }
  data.x.release_pages();
  data.split = split_rows(plan.seed, model.name, total, plan.test_rows, plan.validation_fraction);
  for (auto* rows : {&data.split.train, &data.split.validation, &data.split.test}) remove_failed(*rows, status);
  INQUEST_VALIDATE(!data.split.train.empty() && !data.split.validation.empty(), data, "model ", model.name, ": ",
                   data.split.train.size(), " rows to train on and ", data.split.validation.size(),
                   " to validate with (there must be some of both); ask for more simulations");
  weigh(data, importance_weights(model, data.theta), plan.seed.child(model.name).child("weights"));
  return data;
}

}  // namespace inquest
