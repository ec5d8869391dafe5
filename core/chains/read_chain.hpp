// Chains in the files of other programs.
//
//   root, root.txt, root_1.txt     GetDist (core/chains/getdist_chain.hpp)
//   .nc                            ArviZ (core/chains/arviz_chain.hpp)
//   .csv of anesthetic             (core/chains/anesthetic_chain.hpp)
//   .npz                           arrays by their names, [n] of one column, [n, k] of name_1, name_2, ...
//   any other table with names     .csv, .txt, .dat, .tsv, .ecsv, tables in .h5 and .fits (core/files/table.hpp)
//
// Ends of priors come from <name>.ranges, as GetDist writes it, beside a file of any kind.
#pragma once

#include "core/chains/chain_columns.hpp"

namespace inquest {

/// Reads, leaves out and checks. Throws Error(missing_input), and Error(data) where a file is not what it should be,
/// and as check_draws does.
ChainDraws read_chain(const std::string& location, ReadChainOptions options = {});

}  // namespace inquest
