// Simulations made elsewhere of which several rows are of one: cuts and projections of a box, noise drawn again.
#pragma once

#include <string>

#include "core/base/matrix_view.hpp"

namespace inquest {

/// Parameters of simulations, and where they were read.
struct LocatedTheta {
  std::string location;
  Matrix& values;  // [n, d]
};

/// How many rows the data have that belong to them, and where these were read.
struct LocatedRows {
  std::string location;
  std::size_t count;
};

/// Gives theta a row for each of x, where it has one for each simulation, and returns how many rows that follow each
/// other are of one simulation: `asked`, or 1 where that is 0. Throws Error(data) where the numbers of rows do not fit,
/// where rows said to be of one simulation differ, and where nothing was asked and most parameters recur.
std::size_t match_theta(LocatedTheta theta, const LocatedRows& x, std::size_t asked);

}  // namespace inquest
