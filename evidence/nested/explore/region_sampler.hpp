// Region sampling: draws spread evenly over a region around the live points, kept where the likelihood is above the
// bound. Independent draws, for few dimensions. Without ellipsoids it is plain rejection from the prior.
#pragma once

#include "evidence/nested/explore/live_points.hpp"
#include "evidence/nested/explore/region.hpp"

namespace inquest {

struct RegionSamplerOptions {
  RegionOptions region;
  bool ellipsoids = true;  // false: the whole prior, always
};

class RegionSampler final : public ConstrainedSampler {
 public:
  RegionSampler(const EvidenceTarget& target, const RegionSamplerOptions& options);

  std::int64_t replace(LivePoints& live, const LikelihoodBound& bound, Seed seed) override;

  /// Share of recent draws that lay above their bound; 1 before any.
  double acceptance() const { return recent_above_ / recent_draws_; }

 private:
  void fit(const LivePoints& live, const LikelihoodBound& bound);
  void take_spare(LivePoints& live, const LikelihoodBound& bound, std::size_t& row);
  std::size_t batch_rows(std::size_t missing) const;
  void propose(Random& random, std::size_t rows);

  const EvidenceTarget& target_;
  RegionSamplerOptions options_;
  Region region_;
  double fitted_at_ = 0;  // ln volume at the last fit
  double split_at_ = 0;   // and at the last attempt to split
  double recent_draws_ = 1;
  double recent_above_ = 1;

  // The batch under way: draws not yet used are good for later bounds too.
  Matrix u_;
  Matrix theta_;
  std::vector<double> log_l_;
  std::size_t next_ = 0;
};

}  // namespace inquest
