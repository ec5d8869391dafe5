#include "evidence/nested/explore/exploration.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/gather.hpp"

namespace inquest {
namespace {

constexpr double negligible = 1e-9;  // weight of a point

}  // namespace

Exploration explored_by(const NestedRun& run, const EvidenceTarget& target) {
  const std::vector<double> log_w = log_weights(run);
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < log_w.size(); ++i) {
    if (std::exp(log_w[i]) > negligible) rows.push_back(i);
  }
  const NestedEvidence evidence = nested_evidence(run);
  Exploration result{rows_at(run.z, rows), {}, {}, evidence.mean.log_z, evidence.log_z_error};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    result.log_l.push_back(run.log_l[rows[i]]);
    result.weights.push_back(std::exp(log_w[rows[i]]));
  }
  target.mixed().from_unconstrained(result.x, result.x);
  return result;
}

}  // namespace inquest
