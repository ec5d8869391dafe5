#include "evidence/nested/explore/replicas.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/gamma.hpp>

#include "core/parameters/quiet_policy.hpp"

namespace inquest {
namespace {

constexpr std::size_t simulations = 100;  // of the volumes: their scatter is known to 7%
constexpr double alarm = 1e-3;            // of the runs that are in order are complained about

struct Spread {
  double mean = 0;
  double variance = 0;  // about the mean, of one value
};

Spread spread_of(const std::vector<double>& values) {
  Spread spread;
  const auto n = static_cast<double>(values.size());
  for (const double value : values) spread.mean += value / n;
  for (const double value : values) spread.variance += (value - spread.mean) * (value - spread.mean) / (n - 1);
  return spread;
}

double standard_deviation(const std::vector<NestedMoments>& simulated, double NestedMoments::*quantity) {
  std::vector<double> values(simulated.size());
  std::ranges::transform(simulated, values.begin(), [&](const NestedMoments& m) { return m.*quantity; });
  return std::sqrt(spread_of(values).variance);
}

// Replicas have equal shares of the live points, and with them equal errors: sqrt(count) times that of the merged run.
void compare(const std::vector<NestedRun>& replicas, NestedAssessment& result) {
  for (const NestedRun& run : replicas) result.replica_log_z.push_back(nested_evidence(run).mean.log_z);
  if (replicas.size() < 2) return;
  const auto count = static_cast<double>(replicas.size());
  const double variance = spread_of(result.replica_log_z).variance;
  result.replica_error = std::sqrt(variance / count);
  const double own = std::max(result.analytic_error, result.simulated_error);
  if (own > 0)
    result.replica_p_value = chi_squared_tail((count - 1) * variance / (count * own * own), replicas.size() - 1);
}

NestedAssessment assess(const NestedRun& merged, const std::vector<NestedRun>& replicas, Seed seed) {
  const NestedEvidence evidence = nested_evidence(merged);
  const auto simulated = simulate_volumes(merged, simulations, seed);
  NestedAssessment result{.log_z = evidence.mean.log_z,
                          .analytic_error = evidence.log_z_error,
                          .simulated_error = standard_deviation(simulated, &NestedMoments::log_z),
                          .information = evidence.mean.information,
                          .information_error = standard_deviation(simulated, &NestedMoments::information),
                          .dimensionality = evidence.mean.dimensionality,
                          .dimensionality_error = standard_deviation(simulated, &NestedMoments::dimensionality)};
  compare(replicas, result);
  return result;
}

}  // namespace

bool NestedAssessment::replicas_disagree() const { return replica_p_value < alarm; }

double NestedAssessment::log_z_error() const {
  return replicas_disagree() ? *replica_error : std::max(analytic_error, simulated_error);
}

NestedOptions options_of_replica(NestedOptions options, std::int64_t count, std::int64_t k) {
  options.live = options.live / count + (k < options.live % count ? 1 : 0);
  return options;
}

ReplicatedRun sample_replicas(const EvidenceTarget& target, const NestedOptions& options, std::int64_t count, Seed seed,
                              Reporter& reporter) {
  std::vector<NestedRun> replicas;
  for (std::int64_t k = 0; k < count; ++k) {
    const Seed own = seed.child("replica").child(static_cast<std::uint64_t>(k));
    replicas.push_back(sample_nested(target, options_of_replica(options, count, k), own, reporter));
    if (count == 1) continue;
    for (std::string& note : replicas.back().notes) note = concat("replica ", k + 1, ": ", note);
  }
  NestedRun merged = merge(replicas);
  NestedAssessment assessment = assess(merged, replicas, seed.child("volumes"));
  return {std::move(merged), std::move(assessment)};
}

double chi_squared_tail(double x, std::size_t degrees_of_freedom) {
  return boost::math::gamma_q(0.5 * static_cast<double>(degrees_of_freedom), 0.5 * x, QuietPolicy());
}

}  // namespace inquest
