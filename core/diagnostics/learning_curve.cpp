#include "core/diagnostics/learning_curve.hpp"

#include <cmath>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/statistics.hpp"

namespace inquest {
namespace {

constexpr double share_to_come = 0.5;  // of what the last factor of four gained

// Two fits that rule the same model out wrongly do not differ.
double difference(double a, double b) { return a == b ? 0 : a - b; }

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
  INQUEST_EXPECT(quarter.size() == all.size() && all.size() == log_evidence.rows() && all.size() > 1);
  std::vector<double> gains(all.size());
  std::ranges::transform(quarter, all, gains.begin(), difference);
  LearningCurve curve{mean_of(gains), standard_deviation(gains) / std::sqrt(static_cast<double>(gains.size()))};
  const double curved = curvature(log_evidence);
  if (curved > 0) curve.log_k_error = std::sqrt(share_to_come * std::max(curve.gain, 0.0) / curved);
  return curve;
}

}  // namespace inquest
