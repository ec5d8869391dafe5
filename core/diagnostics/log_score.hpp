// The log score of model probabilities (Good 1952): what they lose on simulations whose model they were not told.
//
// It is a proper score: no probabilities lose less on average than the right ones. Calibration
// (core/diagnostics/blind_coverage) passes a network that puts all data of one kind together; the loss shows what it
// could have told apart, once another route has told it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/measured.hpp"

namespace inquest {

/// -ln p(M | x) [n] of the model that each row came from, in nats, for models that are equally probable beforehand:
/// ln p(x | M) [n, m] up to a constant of each row, and labels [n].
std::vector<double> log_losses(ConstMatrixView log_evidence, const std::vector<std::size_t>& labels);

/// Mean of a - b over the same n > 1 rows, and its standard error; two that rule the same model out wrongly do not
/// differ.
Measured mean_difference(std::span<const double> a, std::span<const double> b);

/// The loss of one route on held-out simulations, beside the route that loses least on the same.
struct LogScore {
  double loss = 0;    // mean over the rows, nats
  double excess = 0;  // over the least of all routes
  double error = 0;   // one standard error of `excess`

  /// Whether the excess matters, and chance hardly explains it (three standard errors).
  bool is_worse() const { return !(excess <= std::max(least_that_matters, 3 * error)); }

  static constexpr double least_that_matters = 0.001;
};

/// For the losses [n] of each route on the same n > 1 rows.
std::vector<LogScore> log_scores(const std::vector<std::vector<double>>& losses);

}  // namespace inquest
