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
constexpr double upper_tail = 6;    // in z: 1 - Phi(z) has seven digits left there

}  // namespace

RegionSampler::RegionSampler(const EvidenceTarget& target, const RegionSamplerOptions& options)
    : target_(target), options_(options), region_(target.dimension()), complement_(target.dimension(), false) {}

std::int64_t RegionSampler::replace(LivePoints& live, const LikelihoodBound& bound, Seed seed) {
  filled_ = bound.survivors;
  take_spare(live, bound);
  if (filled_ == live.log_l.size()) return 0;
  fit(live, bound);
  Random random(seed);
  std::int64_t calls = 0;
  const std::size_t first = filled_;
  while (filled_ < live.log_l.size()) {
    propose(random, batch_rows(live.log_l.size() - filled_));
    calls += static_cast<std::int64_t>(log_l_.size());
    const auto above = std::ranges::count_if(log_l_, [&](double value) { return value > bound.log_l; });
    recent_draws_ = remembered * recent_draws_ + static_cast<double>(log_l_.size());
    recent_above_ = remembered * recent_above_ + static_cast<double>(above);
    if (static_cast<double>(calls) * options_.hopeless >= 1 + static_cast<double>(filled_ - first)) break;
    take_spare(live, bound);
  }
  return calls;
}

void RegionSampler::take_spare(LivePoints& live, const LikelihoodBound& bound) {
  for (; next_ < log_l_.size() && filled_ < live.log_l.size(); ++next_) {
    if (log_l_[next_] <= bound.log_l) continue;
    for (std::size_t j = 0; j < u_.cols(); ++j) {
      live.z(filled_, j) = side(j) * normal_of_tail(tail_of_unit(u_(next_, j)));
    }
    live.log_l[filled_++] = log_l_[next_];
  }
}

// The side of each parameter on which the points lie, where the other has no room for their digits. Of flat priors
// theta itself is no finer than u.
void RegionSampler::choose_sides(ConstMatrixView z) {
  for (std::size_t j = 0; j < z.cols(); ++j) {
    double sum = 0;
    double largest = 0;
    for (std::size_t i = 0; i < z.rows(); ++i) {
      sum += z(i, j);
      largest = std::max(largest, z(i, j));
    }
    complement_[j] = target_.mixed().chart(j) == Chart::normal && sum > 0 && largest > upper_tail;
  }
}

void RegionSampler::fit(const LivePoints& live, const LikelihoodBound& bound) {
  if (!options_.ellipsoids) return;
  if (fitted_at_ - bound.log_volume < refit_after) return;
  const bool may_split = options_.region.split && (split_at_ - bound.log_volume >= resplit_after);
  if (!may_split && region_.ellipsoids().size() > 1) return;
  const ConstMatrixView survivors = live.z.view().rows(0, bound.survivors);
  choose_sides(survivors);
  Matrix u(bound.survivors, target_.dimension());
  for (std::size_t k = 0; k < u.values().size(); ++k) u.values()[k] = side(k) * survivors.data()[k];
  normal_cdf(u.values(), u.values());
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
    evaluate(job * rows_per_job, std::min(rows_per_job, rows - job * rows_per_job));
  });
}

void RegionSampler::evaluate(std::size_t first, std::size_t count) {
  const ConstMatrixView u = u_.view().rows(first, count);
  const MatrixView theta = theta_.view().rows(first, count);
  const std::span<double> log_l = std::span(log_l_).subspan(first, count);
  if (std::ranges::find(complement_, true) == complement_.end()) return target_.at_unit(u, theta, log_l);
  Matrix z(u.rows(), u.cols());
  for (std::size_t k = 0; k < u.size(); ++k) z.values()[k] = side(k) * normal_of_tail(tail_of_unit(u.data()[k]));
  target_.at_normal(z, theta, log_l);
}

}  // namespace inquest
