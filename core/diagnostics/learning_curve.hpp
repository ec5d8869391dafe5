// The learning curve of model probabilities: what a quarter of the simulations loses against all, and so what is to
// come.
//
// What networks do not know yet falls as n^-a with the number n of simulations, a between 1/2 and 1 (Hestness et al.
// 2017, arXiv:1712.00409). Of what the last factor of four has gained between a third and all is then still to be
// gained by more simulations; half is taken. No ensemble shows this: its networks all lack the same simulations.
#pragma once

#include <span>

#include "core/base/matrix_view.hpp"
#include "core/base/measured.hpp"

namespace inquest {

struct LearningCurve {
  Measured gain;           // mean loss on held-out rows by a quarter, less that by all; nats
  double log_k_error = 0;  // that explains the loss still to be gained, where ln K matters; nats

  /// Whether ln K is off by more than half a nat, and chance hardly explains it (two standard errors).
  bool matters() const { return log_k_error > most_log_k_error && !(gain.value <= 2 * gain.error); }

  static constexpr double most_log_k_error = 0.5;
};

/// For the losses [n] of a quarter and of all on the same n > 1 rows (core/diagnostics/log_score), and ln p(x | M) [n,
/// m] by all up to a constant of each row. Errors of ln K by d lose d^2 (1 - sum p^2) / 4 of a row, to second order.
LearningCurve learning_curve(std::span<const double> quarter, std::span<const double> all,
                             ConstMatrixView log_evidence);

}  // namespace inquest
