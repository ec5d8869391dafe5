// The steps-doubling check of slice sampling: would walks of twice the length forget more of where they began?
//
// Walks that are too short make new points that resemble their starts, and fluctuations of the live points last. What
// that does to ln Z over a run is of the order of its error, which is also the noise of insertion ranks and of any
// evidence gained over a segment: neither can tell. The resemblance itself can. Live points of the run, taken evenly
// over ln X down to the bulk of the evidence, walk once and then once more; where one walk is enough, their ends are as
// far from their starts after one as after two.
#pragma once

#include "evidence/nested/explore/nested_sampler.hpp"

namespace inquest {

struct WalkCheck {
  double memory = 0;   // rank correlation of end and start after one walk, on the principal axis where it is largest
  double doubled = 0;  // and after two walks, on that axis
  double p_value = 1;  // of so large a drop from one walk to two, on any axis, where one walk forgets its start
  std::size_t walkers = 0;
  std::int64_t calls = 0;

  /// Whether two walks forget more than one beyond doubt, and one leaves more than is harmless.
  bool too_short() const;
};

/// Checks a run that drew by slices with these options; costs about a tenth of its calls. Nothing to check gives a
/// p-value of 1 and no calls.
WalkCheck check_walks(const EvidenceTarget& target, const NestedRun& run, const NestedOptions& options, Seed seed);

}  // namespace inquest
