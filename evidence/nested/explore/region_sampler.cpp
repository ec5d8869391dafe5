#include "evidence/nested/explore/region_sampler.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/parallel.hpp"
#include "core/parameters/tail.hpp"
#include "evidence/nested/explore/normal_cdf.hpp"

namespace inquest {
namespace {

constexpr double refit_after = 0.09;  // nats of prior volume
constexpr double resplit_after = 0.5;
constexpr std::size_t rows_per_job = 32;
constexpr std::size_t most_rows = 512;
constexpr double remembered = 0.9;  // of the counts of earlier batches, in the acceptance
constexpr double hopeless = 1e-6;   // acceptance

}  // namespace

RegionSampler::RegionSampler(const EvidenceTarget& target, const RegionSamplerOptions& options)
    : target_(target), options_(options), region_(target.dimension()) {}

std::int64_t RegionSampler::replace(LivePoints& live, const LikelihoodBound& bound, Seed seed) {
  std::size_t row = bound.survivors;
  take_spare(live, bound, row);
  if (row == live.log_l.size()) return 0;
  fit(live, bound);
  Random random(seed);
  std::int64_t calls = 0;
  const std::size_t first = row;
  while (row < live.log_l.size()) {
    propose(random, batch_rows(live.log_l.size() - row));
    calls += static_cast<std::int64_t>(log_l_.size());
    const auto above = std::ranges::count_if(log_l_, [&](double value) { return value > bound.log_l; });
    recent_draws_ = remembered * recent_draws_ + static_cast<double>(log_l_.size());
    recent_above_ = remembered * recent_above_ + static_cast<double>(above);
    INQUEST_VALIDATE(static_cast<double>(calls) * hopeless < 1 + static_cast<double>(row - first), data,
                     "region sampling: ", calls, " draws above ln L = ", bound.log_l, " gave ", row - first,
                     " points (the region does not follow the likelihood) use the engine 'slice'");
    take_spare(live, bound, row);
  }
  return calls;
}

void RegionSampler::take_spare(LivePoints& live, const LikelihoodBound& bound, std::size_t& row) {
  for (; next_ < log_l_.size() && row < live.log_l.size(); ++next_) {
    if (log_l_[next_] <= bound.log_l) continue;
    std::ranges::transform(u_.row(next_), live.z.row(row).begin(),
                           [](double u) { return normal_of_tail(tail_of_unit(u)); });
    live.log_l[row++] = log_l_[next_];
  }
}

void RegionSampler::fit(const LivePoints& live, const LikelihoodBound& bound) {
  if (!options_.ellipsoids) return;
  if (fitted_at_ - bound.log_volume < refit_after) return;
  const bool may_split = options_.region.split && (split_at_ - bound.log_volume >= resplit_after);
  if (!may_split && region_.ellipsoids().size() > 1) return;
  const std::size_t d = target_.dimension();
  Matrix u(bound.survivors, d);
  normal_cdf(live.z.view().rows(0, bound.survivors).values(), u.view().values());
  RegionOptions options = options_.region;
  options.split = may_split;
  region_ = Region::around(u, bound.log_volume, options);
  fitted_at_ = bound.log_volume;
  if (may_split) split_at_ = bound.log_volume;
}

std::size_t RegionSampler::batch_rows(std::size_t missing) const {
  const double wanted = static_cast<double>(missing) / std::max(acceptance(), 1e-3);
  return std::clamp(static_cast<std::size_t>(wanted) + 1, rows_per_job, most_rows);
}

void RegionSampler::propose(Random& random, std::size_t rows) {
  const std::size_t d = target_.dimension();
  u_ = Matrix(rows, d);
  theta_ = Matrix(rows, d);
  log_l_.assign(rows, 0);
  next_ = 0;
  region_.draw(random, u_);
  parallel_for((rows + rows_per_job - 1) / rows_per_job, [&](std::size_t job) {
    const std::size_t first = job * rows_per_job;
    const std::size_t count = std::min(rows_per_job, rows - first);
    target_.at_unit(u_.view().rows(first, count), theta_.view().rows(first, count),
                    std::span(log_l_).subspan(first, count));
  });
}

}  // namespace inquest
