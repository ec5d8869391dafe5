// What of the data keeps every method from an answer, told before anything is trained: a number that is the same in all
// simulations, and another one in the observation, numbers that are tied to each other (core/data/tied_numbers.hpp) and
// not so in the observation, or a number that follows from the parameters without noise.
#pragma once

#include <span>

#include "core/data/simulation_store.hpp"

namespace inquest {

/// Whether two numbers are the same but for the rounding of one of them to single precision.
bool equal_in_single(double a, double b);

/// Throws Error(data) where a number is the same in the first `rows` simulations of the model but for its last digits,
/// and is another one in one of the observations x [m, data_size], or where one breaks a tie of several numbers, unless
/// the simulator says that it has no noise.
void require_possible(const Model& model, const SimulationStore& store, std::size_t rows, std::span<const double> x);

/// Throws Error(data) on numbers without noise (core/model/noiseless.hpp), unless the simulator says that it has none.
/// Simulates some rows again.
void require_noise(const Model& model, const SimulationStore& store, std::size_t rows);
void require_noise(const Model& model, const Simulations& rows);

}  // namespace inquest
