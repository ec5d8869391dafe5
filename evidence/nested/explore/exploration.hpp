// Exploration: what is known of a posterior before its evidence is measured.
#pragma once

#include <optional>
#include <vector>

#include "evidence/nested/explore/nested_run.hpp"

namespace inquest {

/// Weighted points of the posterior, in the coordinates x of the target.
struct Exploration {
  Matrix x;                     // [n, d]
  std::vector<double> log_l;    // [n]
  std::vector<double> weights;  // [n], sum to one
  std::optional<double> log_z;  // with its error, where the exploration is trusted to know it
  double log_z_error = 0;
};

/// What a nested run found; points of negligible weight are left out.
Exploration explored_by(const NestedRun& run, const EvidenceTarget& target);

}  // namespace inquest
