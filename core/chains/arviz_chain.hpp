// ArviZ's files, netCDF-4 (https://python.arviz.org): posterior/<parameter> [chain, draw, ...] with its log posterior.
//
// Where the groups log_likelihood and log_prior are both there, their sums over all but chain and draw are the log
// posterior, as a density over the parameters of the file; else sample_stats/lp is. Stan and PyMC mean by lp the
// density over unconstrained parameters, which is another one.
#pragma once

#include <filesystem>

#include "core/chains/chain_columns.hpp"

namespace inquest {

/// All draws have equal weight. An array of parameters `b` has those named b[0], b[1], ..., b[0,0] of a matrix. Throws
/// Error(missing_input), and Error(data) where there is no log posterior, or of another number of draws.
ChainDraws read_arviz_chain(const std::filesystem::path& file, const ReadChainOptions& options);

}  // namespace inquest
