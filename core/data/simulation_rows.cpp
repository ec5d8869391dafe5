#include "core/data/simulation_rows.hpp"

#include <algorithm>

#include "core/base/random.hpp"

namespace inquest {
namespace {

void resize(Matrix& matrix, std::size_t rows) {
  Matrix kept(rows, matrix.cols());
  const std::size_t common = std::min(rows, matrix.rows());
  std::ranges::copy(matrix.view().rows(0, common).values(), kept.values().begin());
  matrix = std::move(kept);
}

// Those at these places of them.
void select(SimulationRows& all, const std::vector<std::size_t>& places) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    all.rows[i] = all.rows[places[i]];
    std::ranges::copy(all.theta.row(places[i]), all.theta.row(i).begin());
    std::ranges::copy(all.x.row(places[i]), all.x.row(i).begin());
  }
  all.rows.resize(places.size());
  resize(all.theta, places.size());
  resize(all.x, places.size());
}

}  // namespace

SimulationRows read_rows(const SimulationStore& store, const Model& model, const std::vector<std::size_t>& rows,
                         std::size_t most) {
  constexpr std::size_t part = SimulationStore::shard_rows;
  INQUEST_EXPECT(std::ranges::is_sorted(rows));
  const std::size_t room = std::min(most, rows.size());
  SimulationRows result{{}, Matrix(room, model.space.dimension()), Matrix(room, model.data_size())};
  for (auto next = rows.begin(); next != rows.end() && result.rows.size() < room;) {
    const std::size_t first = *next / part * part;
    const auto end = std::lower_bound(next, rows.end(), first + part);
    const Simulations shard = store.read(model.name, first, end[-1] + 1 - first);
    for (; next != end && result.rows.size() < room; ++next) {
      const auto theta = shard.theta.row(*next - first);
      if (shard.status[*next - first] != SimulationStatus::ok || !model.learns_from(theta)) continue;
      std::ranges::copy(theta, result.theta.row(result.rows.size()).begin());
      std::ranges::copy(shard.x.row(*next - first), result.x.row(result.rows.size()).begin());
      result.rows.push_back(*next);
    }
  }
  resize(result.theta, result.rows.size());
  resize(result.x, result.rows.size());
  return result;
}

void keep_first(SimulationRows& rows, std::size_t count) {
  if (count >= rows.rows.size()) return;
  rows.rows.resize(count);
  resize(rows.theta, count);
  resize(rows.x, count);
}

std::size_t count_rows(const SimulationStore& store, const Model& model, const std::vector<std::size_t>& rows) {
  constexpr std::size_t part = SimulationStore::shard_rows;
  std::size_t count = 0;
  for (auto next = rows.begin(); next != rows.end();) {
    const std::size_t first = *next / part * part;
    const auto end = std::lower_bound(next, rows.end(), first + part);
    const Simulations shard = store.read(model.name, first, end[-1] + 1 - first);
    count += static_cast<std::size_t>(std::count_if(next, end, [&](std::size_t row) {
      return shard.status[row - first] == SimulationStatus::ok && model.learns_from(shard.theta.row(row - first));
    }));
    next = end;
  }
  return count;
}

SimulationRows follow_prior(const Model& model, SimulationRows rows, Seed seed) {
  const std::vector<double> weights = importance_weights(model, rows.theta, rows.rows);
  if (weights.empty() || rows.rows.empty()) return rows;
  const double largest = *std::ranges::max_element(weights);
  Random lot(seed);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (lot.uniform() * largest < weights[i]) places.push_back(i);
  }
  select(rows, places);
  return rows;
}

}  // namespace inquest
