// What casts doubt on the answer of an evidence network, seen without knowing the truth.
//
// Beyond the reach of the simulations (evidence/network/reach.hpp) there was nothing to learn ln K from, and networks
// answer mostly with too little, surely. An observation unlike every simulation is answered too, and the answer means
// nothing.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/diagnostics/out_of_distribution.hpp"
#include "core/infer/evidence_estimate.hpp"
#include "evidence/network/evidence_network.hpp"

namespace inquest {

/// Holds x [data_size] and the network's answer to it against what the network keeps of its simulations; none where it
/// keeps nothing. The distances are those of the data and of what the network makes of them.
std::optional<AnswerCheck> check_answer(const EvidenceNetwork& network, std::span<const double> x);

/// Marks in the estimate of the network the pairs of models whose ln K the simulations do not reach: there |ln K| is a
/// lower bound, and becomes what they reach; where they do not even tell its sign it is extrapolated, and stays.
void apply_reach(const EvidenceNetwork& network, EvidenceEstimate& estimate);

}  // namespace inquest
