#include "core/infer/evidence_estimate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"

namespace inquest {

bool tells_probabilities(const EvidenceEstimate& estimate) {
  const auto unmarked = [](const Matrix& pairs) {
    return std::ranges::none_of(pairs.values(), [](double mark) { return mark > 0; });
  };
  return unmarked(estimate.extrapolated) && unmarked(estimate.lower_bound);
}

std::vector<double> model_probabilities(const std::vector<double>& log_evidence, const std::vector<double>& prior) {
  INQUEST_EXPECT(log_evidence.size() == prior.size());
  std::vector<double> log_weight(prior.size());
  for (std::size_t i = 0; i < prior.size(); ++i) log_weight[i] = log_evidence[i] + std::log(prior[i]);
  const double largest = *std::ranges::max_element(log_weight);
  double total = 0;
  for (double& value : log_weight) total += value = std::exp(value - largest);
  for (double& value : log_weight) value /= total;
  return log_weight;
}

EvidenceEstimate from_log_evidence(const std::vector<std::string>& models, const std::vector<double>& log_z,
                                   const std::vector<double>& log_z_error, const std::vector<double>& prior,
                                   const std::string& error_kind) {
  const std::size_t m = models.size();
  INQUEST_EXPECT(log_z.size() == m && log_z_error.size() == m);
  EvidenceEstimate estimate{
      models, log_z, log_z_error, Matrix(m, m), Matrix(m, m), model_probabilities(log_z, prior), error_kind};
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      if (i == j) continue;
      estimate.log_k(i, j) = log_z[i] - log_z[j];
      estimate.log_k_error(i, j) = std::hypot(log_z_error[i], log_z_error[j]);
    }
  }
  return estimate;
}

EvidenceEstimate from_log_bayes_factors(const std::vector<std::string>& models, Matrix log_k, Matrix log_k_error,
                                        const std::vector<double>& prior, const std::string& error_kind) {
  INQUEST_EXPECT(log_k.rows() == models.size() && log_k_error.rows() == models.size());
  std::vector<double> over_first(models.size());
  for (std::size_t i = 0; i < models.size(); ++i) over_first[i] = log_k(i, 0);
  return {models, {}, {}, std::move(log_k), std::move(log_k_error), model_probabilities(over_first, prior), error_kind};
}

EvidenceEstimate shifted(EvidenceEstimate estimate, const std::vector<double>& shift,
                         const std::vector<double>& prior) {
  const std::size_t m = estimate.models.size();
  INQUEST_EXPECT(shift.size() == m && prior.size() == m);
  if (std::ranges::all_of(shift, [](double value) { return value == 0; })) return estimate;
  std::vector<double> against_first(m);
  for (std::size_t i = 0; i < m; ++i) {
    if (estimate.log_z) (*estimate.log_z)[i] += shift[i];
    for (std::size_t j = 0; j < m; ++j) {
      const double before = estimate.log_k(i, j);
      estimate.log_k(i, j) += shift[i] - shift[j];
      // Beyond |ln K| on one side is no bound on it once zero lies between.
      if (estimate.is_lower_bound(i, j) && before * estimate.log_k(i, j) <= 0) {
        estimate.lower_bound(i, j) = 0;
        estimate.log_k_error(i, j) = std::numeric_limits<double>::infinity();
      }
    }
  }
  for (std::size_t i = 0; i < m; ++i) against_first[i] = estimate.log_z ? (*estimate.log_z)[i] : estimate.log_k(i, 0);
  estimate.probability = model_probabilities(against_first, prior);
  return estimate;
}

std::string in_words(double log_k, const std::string& model, const std::string& other) {
  if (std::isnan(log_k)) return "no statement (ln K is not a number)";
  const std::string& favoured = log_k >= 0 ? model : other;
  const double strength = std::abs(log_k);
  if (strength < 1) return "not worth more than a bare mention (leans to " + favoured + ")";
  if (strength < 3) return "positive evidence for " + favoured;
  if (strength < 5) return "strong evidence for " + favoured;
  return "very strong evidence for " + favoured;
}

}  // namespace inquest
