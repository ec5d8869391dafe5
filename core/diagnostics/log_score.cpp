#include "core/diagnostics/log_score.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/statistics.hpp"

namespace inquest {
namespace {

// Two routes that rule the same model out wrongly do not differ.
double difference(double a, double b) { return a == b ? 0 : a - b; }

}  // namespace

std::vector<double> log_losses(ConstMatrixView log_evidence, const std::vector<std::size_t>& labels) {
  INQUEST_EXPECT(log_evidence.rows() == labels.size());
  std::vector<double> losses(labels.size());
  for (std::size_t i = 0; i < losses.size(); ++i) {
    losses[i] = log_sum_exp(log_evidence.row(i)) - log_evidence(i, labels[i]);
  }
  return losses;
}

std::vector<LogScore> log_scores(const std::vector<std::vector<double>>& losses) {
  INQUEST_EXPECT(!losses.empty() && losses.front().size() > 1);
  const auto& best = *std::ranges::min_element(losses, {}, [](const auto& route) { return mean_of(route); });
  std::vector<LogScore> scores;
  for (const auto& route : losses) {
    std::vector<double> excess(route.size());
    std::ranges::transform(route, best, excess.begin(), difference);
    scores.push_back(
        {mean_of(route), mean_of(excess), standard_deviation(excess) / std::sqrt(static_cast<double>(excess.size()))});
  }
  return scores;
}

}  // namespace inquest
