#include "evidence/nested/refine/importance.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/gather.hpp"
#include "core/base/parallel.hpp"
#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

constexpr std::size_t rows_per_job = 250;

struct Sums {
  double largest;
  double first;   // of exp(weight - largest)
  double second;  // of its square
};

Sums sums_of(const std::vector<double>& log_weight) {
  Sums sums{*std::ranges::max_element(log_weight), 0, 0};
  if (sums.largest == -std::numeric_limits<double>::infinity()) return sums;
  for (const double value : log_weight) {
    const double weight = std::exp(value - sums.largest);
    sums.first += weight;
    sums.second += weight * weight;
  }
  return sums;
}

}  // namespace

Proposal defensive(const EvidenceTarget& target, Proposal proposal, double share) {
  const auto sample = [&target, proposal, share](Random& random, MatrixView x) {
    std::size_t from_prior = 0;
    for (std::size_t i = 0; i < x.rows(); ++i) from_prior += random.uniform() < share ? 1 : 0;
    target.draw_prior_mixed(random, x.rows(0, from_prior));
    proposal.sample(random, x.rows(from_prior, x.rows() - from_prior));
  };
  const auto log_density = [&target, proposal, share](ConstMatrixView x, std::span<double> out) {
    std::vector<double> log_prior(x.rows());
    target.mixed().log_prior(x, log_prior);
    proposal.log_density(x, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = log_add(std::log1p(-share) + out[i], std::log(share) + log_prior[i]);
    }
  };
  return {sample, log_density};
}

double ImportanceDraws::log_z() const {
  const Sums sums = sums_of(log_weight);
  return sums.largest + std::log(sums.first / static_cast<double>(log_weight.size()));
}

double ImportanceDraws::log_z_error() const {
  const auto n = static_cast<double>(log_weight.size());
  return std::sqrt((1 / efficiency() - 1) / (n - 1));
}

double ImportanceDraws::efficiency() const {
  const Sums sums = sums_of(log_weight);
  return sums.first * sums.first / (sums.second * static_cast<double>(log_weight.size()));
}

ImportanceDraws draw_importance(const EvidenceTarget& target, const Proposal& proposal, std::size_t count, Seed seed) {
  const std::size_t d = target.dimension();
  ImportanceDraws draws{Matrix(count, d), std::vector<double>(count), std::vector<double>(count)};
  Matrix theta(count, d);
  const auto job = [&](std::size_t j) {
    const std::size_t first = j * rows_per_job;
    const std::size_t n = std::min(rows_per_job, count - first);
    const MatrixView x = draws.x.view().rows(first, n);
    Random random(seed.child(j));
    proposal.sample(random, x);
    std::vector<double> log_q(n), log_prior(n);
    proposal.log_density(x, log_q);
    target.mixed().log_prior(x, log_prior);

    // The likelihood is asked for nothing outside the prior.
    std::vector<std::size_t> inside;
    for (std::size_t i = 0; i < n; ++i) {
      if (log_prior[i] > -std::numeric_limits<double>::infinity()) inside.push_back(i);
    }
    Matrix x_inside = rows_at(x, inside);
    std::vector<double> log_l(inside.size());
    target.at_mixed(x_inside, theta.view().rows(first, inside.size()), log_l);
    std::fill_n(draws.log_l.begin() + static_cast<std::ptrdiff_t>(first), n, -std::numeric_limits<double>::infinity());
    for (std::size_t i = 0; i < inside.size(); ++i) draws.log_l[first + inside[i]] = log_l[i];
    for (std::size_t i = 0; i < n; ++i) draws.log_weight[first + i] = draws.log_l[first + i] + log_prior[i] - log_q[i];
  };
  parallel_for((count + rows_per_job - 1) / rows_per_job, job);
  return draws;
}

}  // namespace inquest
