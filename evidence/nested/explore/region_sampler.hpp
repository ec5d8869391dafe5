// Region sampling: draws spread evenly over a region around the live points, kept where the likelihood is above the
// bound. Independent draws, for few dimensions. Without ellipsoids it is plain rejection from the prior.
//
// A region lies in the unit cube of u = Phi(z). Close to 1 doubles are too coarse for the upper tail of a prior: there
// the coordinate of that parameter is the complement Phi(-z), which is as flat under the prior, and exact.
#pragma once

#include "evidence/nested/explore/live_points.hpp"
#include "evidence/nested/explore/region.hpp"

namespace inquest {

struct RegionSamplerOptions {
  RegionOptions region;
  bool ellipsoids = true;  // false: the whole prior, always
  double hopeless = 1e-6;  // share of draws above the bound at which to give up
};

class RegionSampler final : public ConstrainedSampler {
 public:
  RegionSampler(const EvidenceTarget& target, const RegionSamplerOptions& options);

  /// Leaves rows from `filled` on as they are where it has given up.
  std::int64_t replace(LivePoints& live, const LikelihoodBound& bound, Seed seed) override;

  /// Rows of the live points that lie above the bound after the last `replace`: all, unless it has given up.
  std::size_t filled() const { return filled_; }

  /// Share of recent draws that lay above their bound; 1 before any.
  double acceptance() const { return recent_above_ / recent_draws_; }

 private:
  void fit(const LivePoints& live, const LikelihoodBound& bound);
  void take_spare(LivePoints& live, const LikelihoodBound& bound);
  void choose_sides(ConstMatrixView z);
  double side(std::size_t k) const { return complement_[k % complement_.size()] ? -1 : 1; }
  std::size_t batch_rows(std::size_t missing) const;
  void propose(Random& random, std::size_t rows);
  void evaluate(std::size_t first, std::size_t count);

  const EvidenceTarget& target_;
  RegionSamplerOptions options_;
  Region region_;
  std::vector<bool> complement_;  // [d], whether the coordinate is Phi(-z)
  double fitted_at_ = 0;          // ln volume at the last fit
  double split_at_ = 0;           // and at the last attempt to split
  double recent_draws_ = 1;
  double recent_above_ = 1;

  // The batch under way: draws not yet used are good for later bounds too.
  Matrix u_;
  Matrix theta_;
  std::vector<double> log_l_;
  std::size_t next_ = 0;
  std::size_t filled_ = 0;
};

}  // namespace inquest
