// What anesthetic's `to_csv` writes (https://anesthetic.readthedocs.io): a table with a number and, in a column that
// "weights" stands above, the weight of each row; in between there may be a line of labels, and one for the index.
//
//   ,,a,b,minuslogpost          ,weights,a,b,minuslogpost
//   labels,,$a$,$b$,            0,1,0.3,0.8,1.2
//   ,weights,,,
//   0,1,0.3,0.8,1.2
#pragma once

#include <filesystem>

#include "core/chains/chain_columns.hpp"

namespace inquest {

/// Whether a file begins as one of these does.
bool is_anesthetic_chain(const std::filesystem::path& file);

/// Throws Error(data) with the line that is no such row, and as draws_of_columns does: draws of nested sampling, and a
/// log likelihood, `logL`, in the place of a log posterior.
ChainDraws read_anesthetic_chain(const std::filesystem::path& file, const ReadChainOptions& options);

}  // namespace inquest
