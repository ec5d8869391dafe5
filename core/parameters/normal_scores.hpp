// Normal scores: what the values of a sample would be if they were normal, by their ranks (Blom 1958).
#pragma once

#include <span>

namespace inquest {

/// In place: values become Phi^-1((rank - a) / (n + 1 - 2 a)); equal values share their mean rank. Blom's a = 3/8 gives
/// the means of ordered normal numbers, a = 0 (van der Waerden 1952) draws the ends in.
void to_normal_scores(std::span<double> values, double a = 0.375);

}  // namespace inquest
