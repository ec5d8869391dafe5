// ln Z of chains that other programs made: what `inquest evidence CHAIN ...` tells.
#pragma once

#include "apps/commands/arguments.hpp"

namespace inquest {

/// Prints ln Z of each chain, and ln K of each pair where there are several, or writes ln Z to the output. Throws
/// Error(data) with the reasons where a chain does not support an answer.
void weigh_chains(const ChainArguments& arguments);

}  // namespace inquest
