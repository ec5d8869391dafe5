// Importance sampling of the evidence from a frozen proposal with a share of the prior mixed in (Hesterberg 1995).
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/seed.hpp"
#include "evidence/nested/explore/evidence_target.hpp"
#include "evidence/nested/refine/proposal.hpp"

namespace inquest {

/// (1 - share) q(x) + share prior(x): no weight exceeds likelihood / share, wherever the proposal forgot to look.
Proposal defensive(const EvidenceTarget& target, Proposal proposal, double share);

struct ImportanceDraws {
  Matrix x;                        // [n, d], in the coordinates x of the target
  std::vector<double> log_l;       // [n]
  std::vector<double> log_weight;  // [n], ln likelihood x prior / proposal

  double log_z() const;        // ln of the mean weight
  double log_z_error() const;  // standard error of the mean weight over the mean
  double efficiency() const;   // effective share of the draws (Kish)
};

/// `count` draws; one likelihood call each.
ImportanceDraws draw_importance(const EvidenceTarget& target, const Proposal& proposal, std::size_t count, Seed seed);

}  // namespace inquest
