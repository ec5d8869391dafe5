// EvidenceEstimate: log K between models with its error and how it was obtained.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"

namespace inquest {

struct EvidenceEstimate {
  std::vector<std::string> models;
  std::optional<std::vector<double>> log_z;  // ln p(x | M_i), where the route knows it
  std::optional<std::vector<double>> log_z_error;
  Matrix log_k;                     // [m, m], ln p(x | M_i) / p(x | M_j)
  Matrix log_k_error;               // [m, m], one standard deviation
  std::vector<double> probability;  // p(M_i | x)
  std::string error_kind;           // "bootstrap", "ensemble", "scatter", "nested", "exact"
  std::optional<Matrix> ensemble_scatter =
      {};  // [m, m], standard deviation of ln K over networks, where there are some
  std::int64_t likelihood_evaluations = 0;
  Matrix lower_bound = {};   // [m, m], 1 where |ln K| is as large at least and not estimated; empty: nowhere
  Matrix extrapolated = {};  // [m, m], 1 where nothing tells ln K, nor its sign; empty: nowhere
  // Of freedom of the errors: where they are the scatter of networks, one less than these.
  double error_degrees = std::numeric_limits<double>::infinity();

  bool is_lower_bound(std::size_t i, std::size_t j) const { return lower_bound.rows() > 0 && lower_bound(i, j) > 0; }

  bool is_extrapolated(std::size_t i, std::size_t j) const { return extrapolated.rows() > 0 && extrapolated(i, j) > 0; }

  /// Whether the route integrates a likelihood that is known, where others learn from simulations or assume one.
  bool knows_likelihood() const { return error_kind == "exact" || error_kind == "nested"; }
};

/// Whether all ln K are known: probabilities follow from all of them, of which no bound tells enough.
bool tells_probabilities(const EvidenceEstimate& estimate);

/// p(M_i | x) from log K against the first model and prior probabilities, in log space.
std::vector<double> model_probabilities(const std::vector<double>& log_evidence, const std::vector<double>& prior);

/// An estimate from log evidences with independent errors.
EvidenceEstimate from_log_evidence(const std::vector<std::string>& models, const std::vector<double>& log_z,
                                   const std::vector<double>& log_z_error, const std::vector<double>& prior,
                                   const std::string& error_kind);

/// An estimate from log K and its error between all pairs, [m, m], where log K(i, j) + log K(j, k) = log K(i, k).
EvidenceEstimate from_log_bayes_factors(const std::vector<std::string>& models, Matrix log_k, Matrix log_k_error,
                                        const std::vector<double>& prior, const std::string& error_kind);

/// The estimate where ln p(x | M_i) is larger by shift[i], whatever its errors; `prior` probabilities as above. A lower
/// bound of ln K that the shift takes across zero is no bound any more, and its error infinite.
EvidenceEstimate shifted(EvidenceEstimate estimate, const std::vector<double>& shift, const std::vector<double>& prior);

/// Words for ln K after Kass & Raftery (1995), table of section 3.2: "positive evidence for lambda".
std::string in_words(double log_k, const std::string& model, const std::string& other);

}  // namespace inquest
