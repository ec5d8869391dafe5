#include "evidence/nested/log_evidence.hpp"

#include <algorithm>

#include "evidence/nested/insertion_rank.hpp"
#include "evidence/nested/tempered.hpp"

namespace inquest {
namespace {

constexpr std::int64_t few_dimensions = 4;  // where modes are many and points are cheap
constexpr double explored = 0.2;            // share of the evidence in the live points at which an exploration may stop
constexpr double nested_alone = 0.1;        // an error that nested sampling reaches by itself
constexpr double least_p_value = 1e-4;  // of insertion ranks; so few of the runs that are in order are complained about

// Live points for an exploration: enough to hold every mode, or just to know the shape.
std::int64_t explorers(std::size_t dimension) {
  const auto d = static_cast<std::int64_t>(dimension);
  return d <= few_dimensions ? 400 : 15 * std::max<std::int64_t>(d, 7);
}

std::vector<std::string> complaints_about(const NestedRun& run) {
  const InsertionRankTest test = test_insertion_ranks(run);
  if (std::min(test.p_value, test.least_p_value) >= least_p_value) return {};
  return {concat(
      "new points do not fall evenly among the live ones (insertion ranks, p = ",
      std::min(test.p_value, test.least_p_value), "); ",
      run.chords > 0 ? "raise bases, so that walks forget their start" : "raise inflation, or use engine: slice")};
}

void take(LogEvidence& result, const Refinement& refinement) {
  result.log_z = refinement.log_z;
  result.log_z_error = refinement.log_z_error;
  result.notes.push_back(concat("refined by ", refinement.draws.log_l.size(), " draws of a fitted density, efficiency ",
                                refinement.efficiency, ", Pareto k ", refinement.pareto_k));
}

LogEvidence by_tempering(const EvidenceTarget& target, const LogEvidenceOptions& options,
                         const std::optional<Proposal>& given, Seed seed) {
  const TemperedExploration found = explore_tempered(target, seed.child("explore"));
  LogEvidence result;
  result.method = "tempered importance sampling";
  result.refinement = refine(target, found.exploration, given, {.error = options.error}, seed.child("refine"));
  result.calls = found.calls + result.refinement->calls;
  INQUEST_VALIDATE(result.refinement->refusal.empty(), data,
                   "tempered importance sampling: ", result.refinement->refusal,
                   " (there is no other estimate to fall back on) use explore: nested");
  take(result, *result.refinement);
  result.notes.push_back("explored by tempering: modes that its first draws missed would go unnoticed");
  return result;
}

}  // namespace

void LogEvidenceOptions::fields(FieldVisitor& visit) {
  visit.choice("explore", explore, "how the posterior is found; tempered is cheaper, for a single mode",
               {"nested", "tempered"});
  visit.field("error", error, "wanted standard error of ln Z; from 0.1 on nested sampling is not refined",
              {.min = 0, .min_open = true});
  nested.fields(visit);
}

LogEvidence estimate_log_evidence(const EvidenceTarget& target, const LogEvidenceOptions& options,
                                  const std::optional<Proposal>& given, Seed seed, Reporter& reporter) {
  if (options.explore == "tempered") return by_tempering(target, options, given, seed);
  const bool refines = options.error < nested_alone;
  NestedOptions nested = options.nested;
  if (nested.live == 0) nested.live = refines ? explorers(target.dimension()) : 500;
  if (refines) nested.remaining = std::max(nested.remaining, explored);
  LogEvidence result;
  result.run = sample_nested(target, nested, seed.child("explore"), reporter);
  result.calls = result.run->calls;
  result.notes = result.run->notes;
  result.warnings = complaints_about(*result.run);
  const NestedEvidence evidence = nested_evidence(*result.run);
  result.log_z = evidence.mean.log_z;
  result.log_z_error = evidence.log_z_error;
  result.method = "nested sampling";
  if (!refines || evidence.log_z_error <= options.error) return result;
  result.refinement =
      refine(target, explored_by(*result.run, target), given, {.error = options.error}, seed.child("refine"));
  result.calls += result.refinement->calls;
  if (result.refinement->refusal.empty()) {
    result.method = "nested sampling, refined";
    take(result, *result.refinement);
  } else {
    result.notes.push_back("not refined: " + result.refinement->refusal);
    result.warnings.push_back(concat("ln Z is that of nested sampling alone, with an error of ", result.log_z_error,
                                     ": ", result.refinement->refusal));
  }
  return result;
}

}  // namespace inquest
