#include "core/diagnostics/log_score.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/statistics.hpp"

namespace inquest {
std::vector<double> log_losses(ConstMatrixView log_evidence, const std::vector<std::size_t>& labels) {
  INQUEST_EXPECT(log_evidence.rows() == labels.size());
  std::vector<double> losses(labels.size());
  for (std::size_t i = 0; i < losses.size(); ++i) {
    losses[i] = log_sum_exp(log_evidence.row(i)) - log_evidence(i, labels[i]);
  }
  return losses;
}

Measured mean_difference(std::span<const double> a, std::span<const double> b) {
  INQUEST_EXPECT(a.size() == b.size() && a.size() > 1);
  std::vector<double> differences(a.size());
  std::ranges::transform(a, b, differences.begin(), [](double one, double two) { return one == two ? 0 : one - two; });
  return mean_with_error(differences);
}

std::vector<LogScore> log_scores(const std::vector<std::vector<double>>& losses) {
  INQUEST_EXPECT(!losses.empty() && losses.front().size() > 1);
  const auto& best = *std::ranges::min_element(losses, {}, [](const auto& route) { return mean_of(route); });
  std::vector<LogScore> scores;
  for (const auto& route : losses) {
    const Measured excess = mean_difference(route, best);
    scores.push_back({mean_of(route), excess.value, excess.error});
  }
  return scores;
}

}  // namespace inquest
