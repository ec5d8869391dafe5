// C2ST: the classifier two-sample test (Lopez-Paz & Oquab 2017), how well a network tells two samples apart.
//
// As the benchmark of simulation-based inference defines it (Lueckmann et al. 2021): both samples in units of the first
// one's mean and standard deviation; a `BinaryClassifier` with 10 d hidden units; the mean accuracy over five folds,
// each held out once. 0.5: not to be told apart; 1: never confused. A small sample trains a weak classifier: published
// numbers hold for 10,000 draws of each.
#pragma once

#include "core/base/matrix_view.hpp"
#include "core/base/seed.hpp"

namespace inquest {

/// Accuracy for reference [n, d] against draws [m, d]; folds run side by side. Throws Error(data) on samples of
/// different d or fewer than five rows, numbers that are not finite, or a column of the reference that is constant.
double c2st(ConstMatrixView reference, ConstMatrixView draws, Seed seed);

}  // namespace inquest
