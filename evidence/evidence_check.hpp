// What casts doubt on the answer of an evidence network, seen without knowing the truth.
//
// Among n simulations of a model about n / K lie where another model is K times as probable: beyond |ln K| of ln n, or
// of the most extreme simulation held out, there was nothing to learn from, and networks answer with too little,
// surely. An observation unlike every simulation is answered too, and the answer means nothing.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/diagnostics/out_of_distribution.hpp"
#include "evidence/evidence_network.hpp"

namespace inquest {

/// The ln K that the simulations of a network can teach it.
struct TaughtRange {
  double least = 0;
  double most = 0;
};

/// From ln K of the held-out rows, [n] with n > 0, and the training rows of the model that has fewest.
TaughtRange taught_range(std::span<const double> log_k, std::size_t training_rows);

/// Holds x [data_size] and the network's answer to it against the rows that the network keeps; none where it keeps
/// none. The distances are those of the data and of what the network makes of them.
std::optional<AnswerCheck> check_answer(const EvidenceNetwork& network, std::span<const double> x);

}  // namespace inquest
