// The comparison of models as a report tells it: in words, in a table over routes, and where routes disagree.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/report/data/report_data.hpp"

namespace inquest {

/// ln K of one pair of models by one route.
struct BayesFactor {
  std::string model, other;
  double log_k = 0;
  double error = 0;  // one standard deviation
};

/// The model of highest evidence against each of the others, strongest rival first.
std::vector<BayesFactor> bayes_factors(const EvidenceEstimate& estimate);

/// ln K of `model` over `other`, whichever way round the estimate lists them; none if it does not know both.
std::optional<BayesFactor> bayes_factor(const EvidenceEstimate& estimate, const std::string& model,
                                        const std::string& other);

/// The headline in words, markup: a route that knows the likelihood, or else the one of smallest error, unless routes
/// that learn contradict each other; nothing without evidence.
std::string comparison_in_words(std::span<const ReportEvidence> evidence);

/// The table over routes and the figure, markup; nothing without evidence.
std::string comparison_details(std::span<const ReportEvidence> evidence);

/// Pairs of routes whose ln K differ by more than three standard deviations of the difference.
std::vector<std::string> disagreements(std::span<const ReportEvidence> evidence);

}  // namespace inquest
