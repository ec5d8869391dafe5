// Slice sampling above a likelihood bound (Neal 2003), for many dimensions.
//
// Each new point starts at a survivor and moves along chords in the directions of bases that are whitened by the
// covariance of the half of the survivors to which its start does not belong: directions that knew the start would not
// lead back from the end with the same probability. Random orthonormal bases take turns with the principal axes of the
// covariance, along which what the likelihood constrains is drawn anew by one chord. A chord is a bracket of fixed
// width and random offset, cut to the slice of the prior N(0, I), which is known in closed form, and shrunk towards the
// start until a draw lies above the bound: the move leaves the prior above the bound unchanged, whatever its shape. All
// walkers advance together, one batch of likelihood calls a round, and where parameters have speeds all move the same
// block.
#pragma once

#include "evidence/nested/explore/live_points.hpp"
#include "evidence/nested/explore/walk_plan.hpp"

namespace inquest {

struct SliceSamplerOptions {
  std::size_t bases = 0;  // of d chords each between a survivor and a new point; 0: by dimension
  double width = 7;       // of the bracket, in standard deviations of the survivors
};

class SliceSampler final : public ConstrainedSampler {
 public:
  SliceSampler(const EvidenceTarget& target, const SliceSamplerOptions& options);

  std::int64_t replace(LivePoints& live, const LikelihoodBound& bound, Seed seed) override;

  /// Moves rows [survivors, n) of `live`, which stem from the survivors `origins` and lie above the bound, by one walk
  /// each; returns likelihood calls.
  std::int64_t advance(LivePoints& live, const LikelihoodBound& bound, std::span<const std::size_t> origins, Seed seed);

  const WalkPlan& plan() const { return plan_; }

 private:
  struct Walkers;
  void draw_directions(const LivePoints& live, std::size_t survivors, Seed seed);
  std::int64_t walk(LivePoints& live, const LikelihoodBound& bound, std::size_t first,
                    std::span<const std::size_t> origins, Seed seed) const;
  std::int64_t walk(LivePoints& live, const LikelihoodBound& bound, const WalkLeg& leg, Walkers& group) const;

  const EvidenceTarget& target_;
  WalkPlan plan_;
  double width_;
  Matrix directions_;            // [2 * pool * d, d], rows of one basis after the other; those for even origins first
  std::vector<double> squared_;  // [2 * pool * d], |direction|^2
};

}  // namespace inquest
