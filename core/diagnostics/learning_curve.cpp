#include "core/diagnostics/learning_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/statistics.hpp"
#include "core/diagnostics/log_score.hpp"

namespace inquest {
namespace {

constexpr double share_to_come = 0.5;  // of what the last factor of four gained

// Mean of (1 - sum p^2) / 4: by how much a row's loss grows with the square of an error of ln K.
double curvature(ConstMatrixView log_evidence) {
  double sum = 0;
  for (std::size_t i = 0; i < log_evidence.rows(); ++i) {
    const double total = log_sum_exp(log_evidence.row(i));
    double squares = 0;
    for (const double value : log_evidence.row(i)) squares += std::exp(2 * (value - total));
    sum += (1 - squares) / 4;
  }
  return sum / static_cast<double>(log_evidence.rows());
}

}  // namespace

LearningCurve learning_curve(std::span<const double> quarter, std::span<const double> all,
                             ConstMatrixView log_evidence) {
  INQUEST_EXPECT(all.size() == log_evidence.rows());
  LearningCurve curve{mean_difference(quarter, all)};
  const double curved = curvature(log_evidence);
  if (curve.gain.value <= 0) return curve;
  // Where no row tells ln K apart, or a row's model was ruled out, the loss bounds no error.
  curve.log_k_error =
      curved > 0 ? std::sqrt(share_to_come * curve.gain.value / curved) : std::numeric_limits<double>::infinity();
  return curve;
}

}  // namespace inquest
