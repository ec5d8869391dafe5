#include "evidence/nested/warm_start.hpp"

#include <algorithm>
#include <cmath>

namespace inquest {
namespace {

constexpr std::size_t explorers = 2000;    // draws of the density
constexpr double least_efficiency = 0.01;  // beneath it another exploration is cheaper
constexpr double prior_share = 0.1;

Exploration weighted(const ImportanceDraws& draws) {
  Exploration result{draws.x, draws.log_l, std::vector<double>(draws.log_l.size()), {}, 0};
  const double largest = *std::ranges::max_element(draws.log_weight);
  double sum = 0;
  for (std::size_t i = 0; i < draws.log_weight.size(); ++i) {
    sum += result.weights[i] = std::exp(draws.log_weight[i] - largest);
  }
  for (double& weight : result.weights) weight /= sum;
  return result;
}

}  // namespace

std::optional<LogEvidence> estimate_from(const EvidenceTarget& target, const Proposal& density, double error, Seed seed,
                                         std::vector<std::string>& notes) {
  const ImportanceDraws draws =
      draw_importance(target, defensive(target, density, prior_share), explorers, seed.child("explore"));
  const double efficiency = std::isfinite(draws.log_z()) ? draws.efficiency() : 0;
  if (efficiency < least_efficiency) {
    notes.push_back(concat("no warm start: of the draws of the density given ", 100 * efficiency, "% count"));
    return std::nullopt;
  }
  LogEvidence result;
  result.method = "warm start, refined";
  result.refinement = refine(target, weighted(draws), {}, {.error = error}, seed.child("refine"));
  result.calls = static_cast<std::int64_t>(explorers) + result.refinement->calls;
  if (!result.refinement->refusal.empty()) {
    notes.push_back("no warm start: " + result.refinement->refusal);
    return std::nullopt;
  }
  result.log_z = result.refinement->log_z;
  result.log_z_error = result.refinement->log_z_error;
  result.notes.push_back(concat("started from the density given, of whose draws ", 100 * efficiency,
                                "% count, refined by ", result.refinement->draws.log_l.size(), " draws, efficiency ",
                                result.refinement->efficiency, ": modes that both missed would go unnoticed"));
  return result;
}

}  // namespace inquest
