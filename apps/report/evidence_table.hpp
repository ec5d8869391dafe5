// ln K by every route, as a table and a figure, and what else the routes know of the models.
#pragma once

#include <span>
#include <string>

#include "apps/report/data/report_data.hpp"
#include "apps/run/verdict.hpp"

namespace inquest {

/// "p(open | x) = 0.270, p(lambda | x) = 0.730"
std::string probabilities_in_words(const EvidenceEstimate& estimate);

/// Markup: the best model of the verdict over each of the others, by every route that compares models.
std::string evidence_table(std::span<const EvidenceResult> evidence, const EvidenceVerdict& verdict);

}  // namespace inquest
