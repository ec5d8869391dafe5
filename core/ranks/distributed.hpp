// Distributed models: their simulators and known likelihoods are computed by all ranks.
//
// The first rank runs the whole command, in loops as wide as all ranks together. Where a loop has fewer jobs than there
// are places of the crew, each call is cut into contiguous shares of rows, so many that all places have one; each takes
// a free place and is computed there. Which rank computes a share is chance, what is computed is not; and by the law
// that rows follow from themselves alone, no number changes with the number of ranks.
#pragma once

#include <cstdint>
#include <functional>

#include "core/model/model.hpp"
#include "core/ranks/crew.hpp"

namespace inquest {

/// The same models, computed by the crew, whose ranks must have them in this version. Calls that are done before they
/// would be sent are computed where they are made, and so are derivatives.
ModelSet distribute(const ModelSet& models, std::uint64_t version, const std::shared_ptr<Crew>& crew);

/// On the other ranks: computes what distributed models of the first one ask, until that one leaves. `models` gives
/// the models of the same run, of the version that is its argument; it is called when they are first needed, and what
/// it throws is thrown on the first rank.
void serve_models(const std::function<ModelSet(std::uint64_t version)>& models);

}  // namespace inquest
