// The live points of a nested sampler, and what replaces those that die.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/seed.hpp"
#include "evidence/nested/explore/evidence_target.hpp"

namespace inquest {

struct LivePoints {
  Matrix z;                   // [n, d], in coordinates in which the prior is N(0, I)
  std::vector<double> log_l;  // [n]
  std::vector<double> birth;  // [n], the bound above which each was drawn
};

/// Where a likelihood bound stands: rows [0, survivors) of the live points lie above it.
struct LikelihoodBound {
  double log_l;
  double log_volume;  // ln of the prior mass above it, as estimated
  std::size_t survivors;
};

/// Draws from the prior above a likelihood bound.
class ConstrainedSampler {
 public:
  virtual ~ConstrainedSampler() = default;

  /// Puts new draws above the bound into rows [survivors, n) of `live` (z and log_l); returns likelihood calls.
  virtual std::int64_t replace(LivePoints& live, const LikelihoodBound& bound, Seed seed) = 0;
};

}  // namespace inquest
