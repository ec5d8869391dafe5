// Numbers of the data that are tied to each other: a copy, a sum of others, shares that add up to one. An observation
// in which the tie is broken is explained by no parameters.
#pragma once

#include <optional>
#include <vector>

#include "core/data/simulation_store.hpp"

namespace inquest {

/// Numbers of one observation that were tied to each other in all simulations.
struct BrokenTie {
  std::size_t observation;           // row of x
  std::vector<std::size_t> numbers;  // columns
};

/// Of observations x [m, data_size] the first whose numbers depart from a linear tie in the first `rows` simulations of
/// the model, by more than a fiftieth of their standard deviations. More than 256 numbers, and more than half as many
/// as there are simulations, are not looked at, nor are those that hardly ever vary.
std::optional<BrokenTie> broken_tie(const Model& model, const SimulationStore& store, std::size_t rows,
                                    ConstMatrixView x);

}  // namespace inquest
