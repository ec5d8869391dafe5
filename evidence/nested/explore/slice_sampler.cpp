#include "evidence/nested/explore/slice_sampler.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include "core/base/eigen_matrix.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"

namespace inquest {
namespace {

constexpr std::size_t pool = 2;  // bases a step for each half of the survivors, one random and one of principal axes
constexpr std::size_t jobs = 8;  // groups of walkers, whatever the number of threads
constexpr int most_shrinks = 200;

// Cholesky factor of the covariance of every second row of z, its columns in `order`; the ridge keeps it positive where
// points have collapsed onto a plane.
Eigen::MatrixXd factor_of(ConstMatrixView z, std::size_t first, const std::vector<std::size_t>& order) {
  const auto n = static_cast<Eigen::Index>((z.rows() - first + 1) / 2);
  const auto d = static_cast<Eigen::Index>(z.cols());
  const Eigen::Map<const EigenMatrix, 0, Eigen::OuterStride<>> rows(z.row(first).data(), n, d,
                                                                    Eigen::OuterStride<>(2 * d));
  const Eigen::RowVectorXd mean = rows.colwise().mean();
  EigenMatrix centred(n, d);
  for (Eigen::Index j = 0; j < d; ++j) {
    const auto column = static_cast<Eigen::Index>(order[static_cast<std::size_t>(j)]);
    centred.col(j) = rows.col(column).array() - mean[column];
  }
  Eigen::MatrixXd covariance = centred.transpose() * centred / static_cast<double>(n);
  for (Eigen::Index j = 0; j < covariance.rows(); ++j) covariance(j, j) = covariance(j, j) * (1 + 1e-9) + 1e-300;
  const Eigen::LLT<Eigen::MatrixXd> factor(covariance);
  if (factor.info() != Eigen::Success) return covariance.diagonal().cwiseSqrt().asDiagonal();
  return factor.matrixL();
}

Eigen::MatrixXd orthonormal_basis(Random& random, Eigen::Index d) {
  Eigen::MatrixXd normals(d, d);
  random.normal({normals.data(), static_cast<std::size_t>(normals.size())});
  return Eigen::HouseholderQR<Eigen::MatrixXd>(normals).householderQ();
}

// Columns that `factor` takes to the principal axes of its covariance, in random order. Whatever rounding does to them,
// they are orthonormal, so that the axes are whitened.
Eigen::MatrixXd principal_basis(const Eigen::MatrixXd& factor, Random& random) {
  Eigen::MatrixXd basis = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(factor.transpose() * factor).eigenvectors();
  for (auto i = static_cast<std::size_t>(basis.cols()); i > 1; --i) {
    basis.col(static_cast<Eigen::Index>(i - 1)).swap(basis.col(static_cast<Eigen::Index>(random.below(i))));
  }
  return basis;
}

// [d, d], one kind of basis for each block.
Eigen::MatrixXd basis_of_blocks(const std::vector<SpeedBlock>& blocks, const Eigen::MatrixXd& factor, bool principal,
                                Random& random) {
  Eigen::MatrixXd basis = Eigen::MatrixXd::Zero(factor.rows(), factor.cols());
  for (const SpeedBlock& block : blocks) {
    const auto first = static_cast<Eigen::Index>(block.first);
    const auto size = static_cast<Eigen::Index>(block.size);
    basis.block(first, first, size, size) =
        principal ? principal_basis(factor.block(first, first, size, size), random) : orthonormal_basis(random, size);
  }
  return basis;
}

double dot(const double* a, const double* b, std::size_t n) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

// A group of walkers in lock-step; rows of matrices follow the list of those still under way.
struct SliceSampler::Walkers {
  struct Walker {
    Random random;
    std::size_t row;        // in the live points
    std::size_t bases;      // where those of its half begin
    std::size_t first;      // basis among those of its half
    std::size_t chord = 0;  // moves done on this leg
    std::size_t direction = 0;
    double lower = 0;
    double upper = 0;
    double t = 0;
    int shrinks = 0;
  };

  std::vector<Walker> walkers;
  std::vector<std::size_t> active;
  Matrix proposal;
  Matrix theta;
  std::vector<double> log_l;
};

SliceSampler::SliceSampler(const EvidenceTarget& target, const SliceSamplerOptions& options)
    : target_(target), plan_(plan_walk(target.space(), options.bases)), width_(options.width) {}

void SliceSampler::draw_directions(const LivePoints& live, std::size_t survivors, Seed seed) {
  const std::size_t d = target_.dimension();
  directions_ = Matrix(2 * pool * d, d);
  squared_.resize(2 * pool * d);
  Random random(seed);
  for (std::size_t half = 0; half < 2; ++half) {
    const Eigen::MatrixXd factor =
        factor_of(live.z.view().rows(0, survivors), survivors > 1 ? 1 - half : 0, plan_.order);
    for (std::size_t b = 0; b < pool; ++b) {
      const Eigen::MatrixXd columns =
          factor.triangularView<Eigen::Lower>() * basis_of_blocks(plan_.blocks, factor, b == 1, random);
      for (std::size_t i = 0; i < d; ++i) {
        const auto row = directions_.row((half * pool + b) * d + i);
        for (std::size_t j = 0; j < d; ++j) {
          row[plan_.order[j]] = columns(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(i));
        }
      }
    }
  }
  for (std::size_t i = 0; i < squared_.size(); ++i) {
    squared_[i] = dot(directions_.row(i).data(), directions_.row(i).data(), d);
  }
}

std::int64_t SliceSampler::replace(LivePoints& live, const LikelihoodBound& bound, Seed seed) {
  Random random(seed.child("starts"));
  std::vector<std::size_t> starts(live.log_l.size() - bound.survivors);
  for (std::size_t w = 0; w < starts.size(); ++w) {
    starts[w] = random.below(bound.survivors);
    std::ranges::copy(live.z.row(starts[w]), live.z.row(bound.survivors + w).begin());
    live.log_l[bound.survivors + w] = live.log_l[starts[w]];
  }
  return advance(live, bound, starts, seed);
}

std::int64_t SliceSampler::advance(LivePoints& live, const LikelihoodBound& bound, std::span<const std::size_t> origins,
                                   Seed seed) {
  draw_directions(live, bound.survivors, seed.child("directions"));
  const std::size_t groups = std::min(jobs, origins.size());
  std::vector<std::int64_t> calls(groups);
  parallel_for(groups, [&](std::size_t g) {
    const std::size_t first = g * origins.size() / groups;
    const std::size_t count = (g + 1) * origins.size() / groups - first;
    calls[g] = walk(live, bound, bound.survivors + first, origins.subspan(first, count), seed);
  });
  return std::accumulate(calls.begin(), calls.end(), std::int64_t{0});
}

std::int64_t SliceSampler::walk(LivePoints& live, const LikelihoodBound& bound, std::size_t first,
                                std::span<const std::size_t> origins, Seed seed) const {
  const std::size_t d = target_.dimension();
  const std::size_t count = origins.size();
  Walkers group{{}, {}, Matrix(count, d), Matrix(count, d), std::vector<double>(count)};
  for (std::size_t w = 0; w < count; ++w) {
    Random random(seed.child(first + w));
    const std::size_t basis = random.below(pool);
    group.walkers.push_back({std::move(random), first + w, origins[w] % 2 * pool, basis});
  }
  std::int64_t calls = 0;
  for (const WalkLeg& leg : plan_.legs) calls += walk(live, bound, leg, group);
  return calls;
}

std::int64_t SliceSampler::walk(LivePoints& live, const LikelihoodBound& bound, const WalkLeg& leg,
                                Walkers& group) const {
  const std::size_t d = target_.dimension();
  const SpeedBlock& block = plan_.blocks[leg.block];
  const auto begin_chord = [&](Walkers::Walker& walker) {
    const std::size_t basis = walker.bases + (walker.first + leg.begin + walker.chord / block.size) % pool;
    walker.direction = basis * d + block.first + walker.chord % block.size;
    const double a = squared_[walker.direction];
    const double b = dot(live.z.row(walker.row).data(), directions_.row(walker.direction).data(), d);
    const double height = -std::log(walker.random.uniform());  // ln prior may fall by this much
    const double half = std::sqrt(b * b + 2 * a * height);
    const double offset = width_ * walker.random.uniform();
    walker.lower = std::max((-b - half) / a, -offset);
    walker.upper = std::min((-b + half) / a, width_ - offset);
    walker.shrinks = 0;
  };
  const auto propose = [&](Walkers::Walker& walker, std::span<double> row) {
    walker.t = walker.lower + (walker.upper - walker.lower) * walker.random.uniform();
    const double* z = live.z.row(walker.row).data();
    const double* direction = directions_.row(walker.direction).data();
    for (std::size_t j = 0; j < d; ++j) row[j] = z[j] + walker.t * direction[j];
  };

  std::int64_t calls = 0;
  for (auto& walker : group.walkers) {
    walker.chord = 0;
    begin_chord(walker);
  }
  group.active.resize(group.walkers.size());
  std::iota(group.active.begin(), group.active.end(), std::size_t{0});
  while (!group.active.empty()) {
    const std::size_t n = group.active.size();
    for (std::size_t i = 0; i < n; ++i) propose(group.walkers[group.active[i]], group.proposal.row(i));
    target_.at_normal(group.proposal.view().rows(0, n), group.theta.view().rows(0, n), std::span(group.log_l).first(n));
    calls += static_cast<std::int64_t>(n);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < n; ++i) {
      auto& walker = group.walkers[group.active[i]];
      if (group.log_l[i] > bound.log_l) {
        std::ranges::copy(group.proposal.row(i), live.z.row(walker.row).begin());
        live.log_l[walker.row] = group.log_l[i];
        if (++walker.chord == leg.bases * block.size) continue;
        begin_chord(walker);
      } else {
        (walker.t < 0 ? walker.lower : walker.upper) = walker.t;
        INQUEST_VALIDATE(++walker.shrinks < most_shrinks, data, "log likelihood at a point found ",
                         live.log_l[walker.row], " above the bound ", bound.log_l,
                         " is now below it (it must always give the same value)");
      }
      group.active[kept++] = group.active[i];
    }
    group.active.resize(kept);
  }
  return calls;
}

}  // namespace inquest
