// Results: what a run concluded.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/seed.hpp"
#include "core/diagnostics/blind_coverage.hpp"
#include "core/diagnostics/calibration.hpp"
#include "core/diagnostics/information.hpp"
#include "core/diagnostics/local_c2st.hpp"
#include "core/diagnostics/local_calibration.hpp"
#include "core/diagnostics/log_score.hpp"
#include "core/diagnostics/out_of_distribution.hpp"
#include "core/diagnostics/predictive.hpp"
#include "core/diagnostics/residuals.hpp"
#include "core/infer/basis.hpp"
#include "core/infer/evidence_estimate.hpp"
#include "core/infer/findings.hpp"
#include "core/infer/posterior.hpp"
#include "core/infer/summary.hpp"

namespace inquest {

/// What held-out simulations say of a posterior: one of the first two, or why there is none; nothing where they have
/// not been asked.
struct PosteriorCheck {
  std::optional<Calibration> calibration = {};
  std::optional<Residuals> residuals = {};  // of routes that tell moments alone
  std::optional<Information> information = {};
  std::optional<Predictive> predictive = {};
  std::optional<LocalC2st> local_c2st = {};                   // at the observation
  std::optional<LocalCalibration> local = {};                 // the same, by simulations from the posterior
  std::optional<OutOfDistribution> out_of_distribution = {};  // of the observation among simulations of the model
  std::string left_out = {};
};

/// Derived parameters (apps/run/derived.hpp) by one route: of its draws, or of those of the normal distribution that
/// stands for moments.
struct DerivedResult {
  std::vector<std::string> names = {};  // [k]
  PosteriorSummary summary = {};        // of k
  Matrix with_parameters = {};          // [k, d], covariance with the d parameters, where these are on lines
};

/// p(theta | x, M) by one route.
struct PosteriorResult {
  std::string model;
  std::string route;
  std::string method;
  std::vector<std::string> parameters;  // free ones
  PosteriorSummary summary = {};
  Draws draws = {};        // none where the route gives moments alone
  std::size_t chains = 0;  // that these are, one after the other; 0: independent draws
  DerivedResult derived = {};
  Basis basis = Basis::learned;
  Findings findings = {};
  std::vector<std::string> doubts = {};  // that the user was warned of
  PosteriorCheck check = {};
  std::size_t simulations = 0;  // that it was learned from
  double train_seconds = 0;
  double draw_seconds = 0;
};

/// log K by one route.
struct EvidenceResult {
  std::string route;
  std::string method;
  EvidenceEstimate estimate;
  Findings findings = {};
  std::vector<std::string> doubts = {};                       // that the user was warned of
  std::optional<OutOfDistribution> out_of_distribution = {};  // of the observation, by routes that can say
  std::optional<BlindCoverage> blind_coverage = {};           // of what was trained, on test rows
  std::optional<LogScore> log_score = {};                     // the same
};

/// A route without an answer.
struct FailedRoute {
  std::string model;  // none of a route to log K
  std::string route;
  std::string method;
  Error error;

  /// As warnings name it: "lambda.npe", or "evidence.network".
  std::string name() const { return concat(model.empty() ? "evidence" : model, ".", route); }
};

struct Results {
  std::string name;
  Seed seed;
  std::vector<std::pair<std::string, double>> wall_seconds;  // by stage, in their order
  std::vector<PosteriorResult> posterior;
  std::vector<EvidenceResult> evidence;
  std::vector<FailedRoute> failed = {};
  std::set<std::string> warnings;
  std::vector<std::string> notices = {};  // of defaults that depend on the run file
};

}  // namespace inquest
