#include "evidence/nested/log_evidence.hpp"

#include <algorithm>

#include "evidence/nested/explore/insertion_rank.hpp"
#include "evidence/nested/refine/tempered.hpp"

namespace inquest {
namespace {

constexpr double explored = 0.2;      // share of the evidence in the live points at which an exploration may stop
constexpr double nested_alone = 0.1;  // an error that nested sampling reaches by itself
constexpr std::int64_t live_of_a_replica = 25;  // per free parameter: with fewer, slices put ln Z a little too high
constexpr double least_p_value = 1e-4;  // of insertion ranks; so few of the runs that are in order are complained about

// Live points for an exploration: enough to hold every mode, or just to know the shape.
std::int64_t explorers(std::size_t dimension) {
  return dimension <= few_dimensions ? 600 : 15 * std::max<std::int64_t>(static_cast<std::int64_t>(dimension), 7);
}

// The options of the run, with what `0` stands for.
struct Plan {
  NestedOptions nested;
  std::int64_t replicas;
};

Plan plan_of(const LogEvidenceOptions& options, std::size_t dimension) {
  const bool refines = options.error < nested_alone;
  Plan plan{options.nested, options.replicas};
  if (plan.nested.live == 0) plan.nested.live = refines ? explorers(dimension) : 500;
  if (refines) plan.nested.remaining = std::max(plan.nested.remaining, explored);
  if (plan.replicas == 0) {
    const bool enough = plan.nested.live >= 2 * live_of_a_replica * static_cast<std::int64_t>(dimension);
    plan.replicas = !refines && enough ? 2 : 1;
  }
  return plan;
}

std::string spread_warning(const NestedAssessment& assessment) {
  std::string values;
  for (const double log_z : assessment.replica_log_z) values += concat(values.empty() ? "" : ", ", log_z);
  return concat("replicas of the run give ln Z = ", values, ", further apart than an error of ",
                assessment.analytic_error, " for all together allows (p = ", assessment.replica_p_value,
                "); the reported error is that of their spread; raise live, or bases where the engine is slice");
}

std::string walk_warning(const WalkCheck& walks) {
  return concat("walks are too short: new points resemble their starts (rank correlation ", walks.memory,
                "), those of walks twice as long less (", walks.doubled, ", p = ", walks.p_value,
                "), and ln Z may be off by more than its error; raise bases");
}

std::string rank_warning(double p_value, bool walks) {
  return concat("new points do not fall evenly among the live ones (insertion ranks, p = ", p_value, "); ",
                walks ? "raise bases, so that walks forget their start" : "raise inflation, or use engine: slice");
}

std::vector<std::string> doubts_about(const LogEvidence& found) {
  std::vector<std::string> doubts;
  const InsertionRankTest test = test_insertion_ranks(*found.run);
  const double p_value = std::min(test.p_value, test.least_p_value);
  if (p_value < least_p_value) doubts.push_back(rank_warning(p_value, found.walks.has_value()));
  if (found.assessment->replicas_disagree()) doubts.push_back(spread_warning(*found.assessment));
  if (found.walks && found.walks->too_short()) doubts.push_back(walk_warning(*found.walks));
  return doubts;
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
  visit.one_of("explore", explore, {"nested", "tempered"}, [this](const std::string& word, FieldVisitor& of_word) {
    if (word == "tempered") return;
    of_word.field("replicas", replicas,
                  "independent runs that share the live points, for an error from their spread; 0: two where nested "
                  "sampling is not refined and live points are many",
                  {.min = 0});
    nested.fields(of_word);
  });
}

std::string obstacle_to(const LogEvidenceOptions& options, std::size_t dimension) {
  const Plan plan = plan_of(options, dimension);
  const std::string problem = obstacle_to(options_of_replica(plan.nested, plan.replicas, plan.replicas - 1), dimension);
  return problem.empty() || plan.replicas == 1 ? problem : concat(problem, " in each of ", plan.replicas, " replicas");
}

LogEvidence estimate_log_evidence(const EvidenceTarget& target, const LogEvidenceOptions& options,
                                  const std::optional<Proposal>& given, Seed seed, Reporter& reporter) {
  if (options.explore == "tempered") return by_tempering(target, options, given, seed);
  const Plan plan = plan_of(options, target.dimension());
  ReplicatedRun found = sample_replicas(target, plan.nested, plan.replicas, seed.child("explore"), reporter);
  LogEvidence result;
  result.run = std::move(found.run);
  result.assessment = found.assessment;
  result.calls = result.run->calls;
  result.notes = result.run->notes;
  if (result.run->chords > 0) {
    result.walks = check_walks(target, *result.run, plan.nested, seed.child("walks"));
    result.calls += result.walks->calls;
  }
  result.doubts = doubts_about(result);
  result.log_z = found.assessment.log_z;
  result.log_z_error = found.assessment.log_z_error();
  result.method = "nested sampling";
  if (options.error >= nested_alone || result.log_z_error <= options.error) return result;
  Exploration exploration = explored_by(*result.run, target);
  exploration.log_z_error = result.log_z_error;
  result.refinement = refine(target, exploration, given, {.error = options.error}, seed.child("refine"));
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
