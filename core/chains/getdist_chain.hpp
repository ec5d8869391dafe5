// GetDist's chains (https://getdist.readthedocs.io): <root>.txt, or <root>_1.txt, <root>_2.txt, ... of several chains,
// <root>.1.txt as cobaya calls them, with <root>.paramnames, .ranges and .properties.ini.
//
// Columns: weight, -log posterior, parameters. Names with a star are of derived parameters, which are left out. Rows
// that `ignore_rows` of the properties calls burn-in are ignored, unless `burn_removed` says that they are gone.
#pragma once

#include <filesystem>

#include "core/chains/chain_columns.hpp"

namespace inquest {

/// The root that a file of a chain belongs to, or that the path is itself; empty where there are no such files.
std::filesystem::path getdist_root(const std::filesystem::path& path);

/// The draws below a root; `ignore` is filled in from the properties where nobody asked for another. Throws
/// Error(missing_input), Error(data) on a file with other columns than names, and on draws of nested sampling or of a
/// posterior at another temperature.
ChainDraws read_getdist_chain(const std::filesystem::path& root, ReadChainOptions& options);

/// Ends of priors from <root>.ranges, where there is such a file, to the parameters of these names.
void read_ranges(const std::filesystem::path& root, ChainDraws& draws);

}  // namespace inquest
