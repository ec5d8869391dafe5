// ChainDraws: draws of a posterior that another program made, with their weights and the log of prior times likelihood.
//
// Rows are in the order in which they were drawn, one chain after the other. A row is a place with a weight: how often
// a chain stood there, or an importance weight.
#pragma once

#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"

namespace inquest {

struct ChainDraws {
  /// Where a prior ends; infinite where nothing says so.
  struct Range {
    double lower, upper;
  };

  std::vector<std::string> names;     // [d]
  std::vector<Range> ranges;          // [d]
  Matrix theta;                       // [n, d]
  std::vector<double> weights;        // [n]
  std::vector<double> log_posterior;  // [n], of the density over theta, up to the evidence
  std::vector<std::size_t> lengths;   // rows of each chain
  std::vector<std::string> left_out;  // columns of the file that are no parameters
};

/// Throws Error(data) on a weight that is negative, a number that is not finite in a row of weight, a range that does
/// not hold the draws, or no rows; rows without weight are taken out. `where` names the chain.
void check_draws(ChainDraws& draws, const std::string& where);

/// Takes the first rows of each chain out, as GetDist does: that share of them below 1, else so many. Throws
/// Error(data) where none would be left.
void ignore_rows(ChainDraws& draws, double ignored);

/// Leaves parameters out that are functions of the others: those of `names` that are there.
void leave_out(ChainDraws& draws, const std::vector<std::string>& names);

/// Rows of equal parameters become one, where one of them was by lot, with the sum of their weights: steps that a chain
/// rejected, or draws that were resampled.
ChainDraws distinct_rows(const ChainDraws& draws);

}  // namespace inquest
