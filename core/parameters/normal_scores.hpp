// Normal scores: what the values of a sample would be if they were normal, by their ranks (Blom 1958).
#pragma once

#include <span>

namespace inquest {

/// In place: values become Phi^-1((rank - 3/8) / (n + 1/4)); equal values share their mean rank.
void to_normal_scores(std::span<double> values);

}  // namespace inquest
