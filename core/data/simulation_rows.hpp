// Some rows of the simulations of a model, as checks look at them.
#pragma once

#include <vector>

#include "core/data/dataset.hpp"
#include "core/data/simulation_store.hpp"

namespace inquest {

struct SimulationRows {
  std::vector<std::size_t> rows;  // [n], ascending
  Matrix theta;                   // [n, d]
  Matrix x;                       // [n, data_size]
};

/// Those of `rows`, in ascending order, that have not failed and are learned from, at most `most` of them. Throws
/// Error(data) where a shard is missing or cut short.
SimulationRows read_rows(const SimulationStore& store, const Model& model, const std::vector<std::size_t>& rows,
                         std::size_t most);

/// Leaves the first `count` rows, where there are more.
void keep_first(SimulationRows& rows, std::size_t count);

/// How many of `rows` have not failed and are learned from.
std::size_t count_rows(const SimulationStore& store, const Model& model, const std::vector<std::size_t>& rows);

/// The rows that follow the prior where the simulations were drawn from a proposal: each stays with a probability in
/// proportion to its weight, by lot (von Neumann 1951); all where they were drawn from the prior.
SimulationRows follow_prior(const Model& model, SimulationRows rows, Seed seed);

}  // namespace inquest
