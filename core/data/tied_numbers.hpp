// Numbers of the data that are tied to each other: a copy, a sum of others, shares that add up to one. An observation
// in which the tie is broken is explained by no parameters.
#pragma once

#include <span>
#include <vector>

#include "core/data/simulation_store.hpp"

namespace inquest {

/// The numbers (counted from 0) of an observation x [data_size] whose linear tie in the first `rows` simulations of the
/// model is broken there by more than a thousandth of their standard deviations; empty where none is. More than 256
/// numbers, and more than half as many as there are simulations, are not looked at, nor are those that hardly ever
/// vary.
std::vector<std::size_t> broken_tie(const Model& model, const SimulationStore& store, std::size_t rows,
                                    std::span<const double> x);

}  // namespace inquest
