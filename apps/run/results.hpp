// Results: what a run concluded, and results.json, which says it to other programs.
//
// Equal runs give equal files, resumed or not, but for the times: the keys `wall_seconds` and `seconds`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/seed.hpp"
#include "core/diagnostics/blind_coverage.hpp"
#include "core/diagnostics/log_score.hpp"
#include "core/diagnostics/out_of_distribution.hpp"
#include "core/infer/evidence_estimate.hpp"
#include "core/infer/posterior.hpp"
#include "core/infer/summary.hpp"
#include "core/sampling/mcmc.hpp"
#include "evidence/nested/log_evidence.hpp"

namespace inquest {

/// p(theta | x, M) by one route.
struct PosteriorResult {
  std::string model;
  std::string route;
  std::string method;
  std::vector<std::string> parameters;  // free ones
  PosteriorSummary summary = {};
  Draws draws = {};                        // none where the route gives moments alone
  std::optional<McmcReport> mcmc = {};     // of routes that sample with Markov chains
  std::string picked = {};                 // the method that answered, of those that choose one
  std::optional<LogEvidence> nested = {};  // of nested sampling
  std::size_t simulations = 0;             // that it was learned from
  double train_seconds = 0;
  double draw_seconds = 0;
};

/// log K by one route.
struct EvidenceResult {
  std::string route;
  std::string method;
  EvidenceEstimate estimate;
  std::optional<OutOfDistribution> out_of_distribution = {};  // of the observation, by routes that can say
  std::optional<BlindCoverage> blind_coverage = {};           // of what was trained, on test rows
  std::optional<LogScore> log_score = {};                     // the same
};

struct Results {
  std::string name;
  Seed seed;
  std::vector<std::pair<std::string, double>> wall_seconds;  // by stage, in their order
  std::vector<PosteriorResult> posterior;
  std::vector<EvidenceResult> evidence;
  std::set<std::string> warnings;
};

/// Which parts of results.json a stage writes anew; the others stay as they are.
enum class ResultsPart { posterior, evidence, all };

/// Writes results.json; throws Error(io).
void write_results(const std::filesystem::path& path, const Results& results, ResultsPart part = ResultsPart::all);

}  // namespace inquest
