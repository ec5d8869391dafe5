// Numbers of the data that follow from the parameters without noise: they have no density, and the parameters that
// explain them none either, so that nothing is learned from them but how narrow a network can be.
//
// A number is told by simulating rows again under other seeds. Of simulations made elsewhere there are no others: there
// it is told where it is a sum of the parameters and their squares, to the rounding of the data.
#pragma once

#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/model/model.hpp"

namespace inquest {

/// Rows of the prior that are simulated again.
inline constexpr std::size_t noiseless_rows = 8;
inline constexpr std::size_t regressed_rows = 1000;  // of archives, whose program is not there

/// Columns of x [n, p] that are the same in `again` [n, p], the same rows under other seeds, though they differ from
/// row to row. None from fewer than 4 rows, and no integers: those that parameters round to have a probability.
std::vector<std::size_t> noiseless_numbers(ConstMatrixView x, ConstMatrixView again);

/// The same of rows of the model's simulations, those of its archive or else the first that are simulated again.
std::vector<std::size_t> noiseless_numbers(const Model& model, const Simulations& rows);

}  // namespace inquest
