#include "evidence/nested/log_evidence.hpp"

#include <algorithm>

#include "evidence/nested/tempered.hpp"

namespace inquest {
namespace {

constexpr std::int64_t few_dimensions = 4;  // where modes are many and points are cheap
constexpr double explored = 0.2;            // share of the evidence in the live points at which an exploration may stop
constexpr double nested_alone = 0.1;        // an error that nested sampling reaches by itself

// Live points for an exploration: enough to hold every mode, or just to know the shape.
std::int64_t explorers(std::size_t dimension) {
  const auto d = static_cast<std::int64_t>(dimension);
  return d <= few_dimensions ? 400 : 15 * std::max<std::int64_t>(d, 7);
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
  visit.field("error", error, "wanted standard error of ln Z", {.min = 0, .min_open = true});
  visit.group("nested", nested, "of the nested sampler; live: 0 goes by dimension and error");
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
    reporter.warning("ln Z is that of nested sampling alone, with an error of " + concat(result.log_z_error) + ": " +
                     result.refinement->refusal);
  }
  return result;
}

}  // namespace inquest
