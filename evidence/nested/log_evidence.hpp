// ln Z of a likelihood under a prior, by what suits the dimension and the wanted error: nested sampling explores, and a
// refinement measures.
#pragma once

#include "evidence/nested/explore/replicas.hpp"
#include "evidence/nested/explore/walk_check.hpp"
#include "evidence/nested/refine/refine.hpp"

namespace inquest {

struct LogEvidenceOptions {
  std::string explore = "nested";
  double error = 0.01;
  std::int64_t replicas = 0;
  NestedOptions nested = {.live = 0};

  void fields(FieldVisitor& visit);
};

/// Why these options cannot serve this many free parameters; empty where they can.
std::string obstacle_to(const LogEvidenceOptions& options, std::size_t dimension);

struct LogEvidence {
  double log_z = 0;
  double log_z_error = 0;
  std::string method;  // "nested sampling", "nested sampling, refined", "tempered importance sampling"
  std::int64_t calls = 0;
  std::vector<std::string> notes;     // what was picked and why, and what could not be checked
  std::vector<std::string> doubts;    // what keeps the answer from being trusted
  std::vector<std::string> warnings;  // what keeps it from being as precise as it was asked
  std::optional<NestedRun> run;
  std::optional<NestedAssessment> assessment;  // of the run
  std::optional<WalkCheck> walks;              // of the run, where it drew by slices
  std::optional<Refinement> refinement;        // also where it was refused

  bool refined() const { return refinement && refinement->refusal.empty(); }
};

/// Explores, then refines until `error`, with a fitted mixture or with `given` as the proposal. Where the refinement
/// refuses, the answer is that of nested sampling, its error as large as it is. Throws Error(data) where a tempered
/// exploration has nothing to fall back on.
LogEvidence estimate_log_evidence(const EvidenceTarget& target, const LogEvidenceOptions& options,
                                  const std::optional<Proposal>& given, Seed seed, Reporter& reporter);

}  // namespace inquest
