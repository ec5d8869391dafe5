#include "core/data/dataset.hpp"

#include <algorithm>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/resample.hpp"

namespace inquest {
namespace {

// Failed ones, and those of earlier rounds elsewhere in the prior.
void remove_useless(std::vector<std::size_t>& rows, const std::vector<SimulationStatus>& status, const Model& model,
                    const Matrix& theta) {
  std::erase_if(
      rows, [&](std::size_t row) { return status[row] != SimulationStatus::ok || !model.learns_from(theta.row(row)); });
}

void weigh(JointData& data, const std::vector<double>& weights, Seed seed) {
  if (weights.empty()) return;
  data.effective_share = effective_share(data.split.train, weights);
  for (auto* rows : {&data.split.train, &data.split.validation, &data.split.test}) {
    if (!rows->empty()) *rows = resampled(*rows, weights, seed);
  }
}

// Rows of a list in which those of a simulation, and copies of a row, stand together.
struct Thinned {
  std::vector<std::size_t> rows;   // that are kept, once each
  std::vector<std::size_t> index;  // into them, as often as each is there
};

Thinned thinned(const JointData& data, const std::vector<std::size_t>& list, std::size_t step) {
  Thinned kept;
  std::size_t simulation = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0 && data.simulation_of(list[i]) != data.simulation_of(list[i - 1])) ++simulation;
    if (simulation % step != 0) continue;
    if (kept.rows.empty() || kept.rows.back() != list[i]) kept.rows.push_back(list[i]);
    kept.index.push_back(kept.rows.size() - 1);
  }
  return kept;
}

/// Of rows [0, count) of which so many that follow each other are of one simulation; empty where each is of its own.
std::vector<std::size_t> simulations_of(std::size_t count, std::size_t rows_per_theta) {
  std::vector<std::size_t> simulation(rows_per_theta == 1 ? 0 : count);
  for (std::size_t row = 0; row < simulation.size(); ++row) simulation[row] = row / rows_per_theta;
  return simulation;
}

/// Of rows that were simulated in rounds those that have a role: what learns asks for the prior of the others too.
void keep_useful(JointData& data) {
  constexpr auto none = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> place(data.theta.rows(), none);
  std::vector<std::size_t> kept;
  for (const auto* rows : {&data.split.train, &data.split.validation, &data.split.test}) {
    kept.insert(kept.end(), rows->begin(), rows->end());
  }
  std::ranges::sort(kept);
  Matrix theta(kept.size(), data.theta.cols());
  LargeMatrix x(kept.size(), data.x.cols(), data.x.policy());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    place[kept[i]] = i;
    std::ranges::copy(data.theta.row(kept[i]), theta.row(i).begin());
    std::ranges::copy(data.x.row(kept[i]), x.row(i).begin());
  }
  for (auto* rows : {&data.split.train, &data.split.validation, &data.split.test}) {
    for (std::size_t& row : *rows) row = place[row];
  }
  data.theta = std::move(theta);
  data.x = std::move(x);
}

}  // namespace

Split split_of(const SplitPlan& plan, const Model& model) {
  return split_rows(plan.seed, model.name, plan.rows(), plan.test_rows, plan.validation_fraction,
                    model.bundle.rows_per_theta);
}

JointData read_joint(const SimulationStore& store, const Model& model, const SplitPlan& plan,
                     const ScratchPolicy& policy) {
  constexpr std::size_t part = SimulationStore::shard_rows;
  const std::size_t total = plan.rows();
  JointData data{Matrix(total, model.space.dimension()), {total, model.data_size(), policy}, {}};
  data.x_shape = model.simulator().info().data_shape;
  data.x_names = model.simulator().info().data_names;
  std::vector<SimulationStatus> status;
  for (std::size_t first = 0; first < total; first += part) {
    const Simulations rows = store.read(model.name, first, std::min(part, total - first));
    std::ranges::copy(rows.theta.values(), data.theta.row(first).begin());
    std::ranges::copy(rows.x.values(), data.x.row(first).begin());
    status.insert(status.end(), rows.status.begin(), rows.status.end());
  }
  data.x.release_pages();
  data.simulation = simulations_of(total, model.bundle.rows_per_theta);
  data.split = split_of(plan, model);
  for (auto* rows : {&data.split.train, &data.split.validation, &data.split.test})
    remove_useless(*rows, status, model, data.theta);
  INQUEST_VALIDATE(!data.split.train.empty() && !data.split.validation.empty(), data, "model ", model.name, ": ",
                   data.split.train.size(), " rows to train on and ", data.split.validation.size(),
                   " to validate with (there must be some of both); ask for more simulations");
  if (!model.rounds.empty()) keep_useful(data);
  weigh(data, importance_weights(model, data.theta), plan.seed.child(model.name).child("weights"));
  return data;
}

std::vector<std::size_t> independent_rows(const JointData& data, const std::vector<std::size_t>& rows) {
  std::vector<std::size_t> first;
  for (const std::size_t row : rows) {
    const bool another = first.empty() || data.simulation_of(row) != data.simulation_of(first.back());
    if (another || row == first.back()) first.push_back(row);
  }
  return first;
}

JointData thinned(const JointData& data, std::size_t train_step, std::size_t validation_step) {
  Thinned train = thinned(data, data.split.train, train_step);
  Thinned validation = thinned(data, data.split.validation, validation_step);
  const std::size_t first = train.rows.size();
  std::vector<std::size_t> rows = std::move(train.rows);
  rows.insert(rows.end(), validation.rows.begin(), validation.rows.end());
  JointData result{Matrix(rows.size(), data.theta.cols()), {rows.size(), data.x.cols(), data.x.policy()}, {}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::ranges::copy(data.theta.row(rows[i]), result.theta.row(i).begin());
    std::ranges::copy(data.x.row(rows[i]), result.x.row(i).begin());
    if (!data.simulation.empty()) result.simulation.push_back(data.simulation[rows[i]]);
  }
  for (std::size_t& row : validation.index) row += first;
  result.split = {std::move(train.index), std::move(validation.index), {}};
  result.effective_share = data.effective_share;
  result.x_shape = data.x_shape;
  result.x_names = data.x_names;
  return result;
}

}  // namespace inquest
