// Replicas: independent runs that share the live points between them, and the errors of ln Z that they show.
//
// The merged run is the answer, at the cost of one run with all live points. The spread between replicas is the only
// one of the three errors that sees points which remember the ones they were drawn from (Higson et al. 2019).
#pragma once

#include <optional>

#include "evidence/nested/explore/nested_sampler.hpp"

namespace inquest {

/// ln Z with three errors, and what the run knows of the posterior.
struct NestedAssessment {
  double log_z = 0;
  double analytic_error = 0;                 // of the volumes, to first order
  double simulated_error = 0;                // standard deviation over simulated volumes
  std::optional<double> replica_error = {};  // standard error of the mean of the replicas; none where there is one
  double replica_p_value = 1;              // of so large a spread between replicas under their own errors, chi-squared
  std::vector<double> replica_log_z = {};  // [replicas]
  double information = 0;                  // and its error over simulated volumes
  double information_error = 0;
  double dimensionality = 0;  // and its error likewise
  double dimensionality_error = 0;

  /// Whether the spread of the replicas is more than their errors allow, as in one of 1,000 runs that are in order.
  bool replicas_disagree() const;

  /// The larger of the analytic and the simulated error; the spread of the replicas where they disagree.
  double log_z_error() const;
};

struct ReplicatedRun {
  NestedRun run;  // of all points
  NestedAssessment assessment;
};

/// The options of replica `k` of `count`: its part of the live points.
NestedOptions options_of_replica(NestedOptions options, std::int64_t count, std::int64_t k);

/// `count` runs one after the other, merged. Throws as sample_nested does.
ReplicatedRun sample_replicas(const EvidenceTarget& target, const NestedOptions& options, std::int64_t count, Seed seed,
                              Reporter& reporter);

/// P(chi-squared of so many degrees of freedom > x).
double chi_squared_tail(double x, std::size_t degrees_of_freedom);

}  // namespace inquest
