#include "evidence/nested/explore/walk_check.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Eigenvalues>

#include "core/base/eigen_matrix.hpp"
#include "core/base/random.hpp"
#include "core/parameters/tail.hpp"
#include "evidence/nested/explore/slice_sampler.hpp"

namespace inquest {
namespace {

constexpr std::size_t contours = 10;
constexpr std::size_t points_a_walker = 20;  // of the run; with two walks each, a tenth of its cost
constexpr std::size_t fewest_walkers = 10;   // at a contour, for ranks to mean something
constexpr double alarm = 1e-3;               // p-value
// Measured over 20 seeds: 0.44 to 0.65 with one basis, 0.22 to 0.42 with the two that are the default, on four problems
// of 10 and 20 dimensions whose ln Z is right with two.
constexpr double harmless = 0.42;

// Bounds of the run at even steps in ln X, each weighed by the share of the evidence that lies above.
std::vector<double> chosen_bounds(const NestedRun& run) {
  std::vector<double> above = log_weights(run);
  double sum = 0;
  double total = 0;
  for (std::size_t i = above.size(); i-- > 0;) {
    const double weight = std::exp(above[i]);
    above[i] = run.log_l[i] >= run.sliced_from ? sum : 0;
    total += above[i];
    sum += weight;
  }
  std::vector<double> bounds;
  double passed = 0;
  for (std::size_t i = 0; i < above.size() && bounds.size() < contours; ++i) {
    passed += above[i];
    if (above[i] > 0 && passed >= (static_cast<double>(bounds.size()) + 0.5) / contours * total) {
      bounds.push_back(run.log_l[i]);
    }
  }
  return bounds;
}

std::vector<std::size_t> alive_at(const NestedRun& run, double bound) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < run.log_l.size(); ++i) {
    if (run.birth[i] <= bound && run.log_l[i] > bound) rows.push_back(i);
  }
  return rows;
}

// Those alive, in any order, then the first `walkers` of them again.
LivePoints with_walkers(const NestedRun& run, std::vector<std::size_t> alive, std::size_t walkers, Seed seed) {
  Random random(seed);
  for (std::size_t i = alive.size(); i > 1; --i) std::swap(alive[i - 1], alive[random.below(i)]);
  const std::size_t n = alive.size();
  LivePoints points{Matrix(n + walkers, run.z.cols()), std::vector<double>(n + walkers), {}};
  for (std::size_t i = 0; i < n + walkers; ++i) {
    std::ranges::copy(run.z.row(alive[i % n]), points.z.row(i).begin());
    points.log_l[i] = run.log_l[alive[i % n]];
  }
  return points;
}

Eigen::MatrixXd rows_of(ConstMatrixView z) { return as_eigen(z); }

// Columns are the principal axes of rows of z.
Eigen::MatrixXd principal_axes(ConstMatrixView z) {
  Eigen::MatrixXd x = rows_of(z);
  x.rowwise() -= x.colwise().mean().eval();
  return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(x.transpose() * x).eigenvectors();
}

// Ranks of each column, centred and of unit variance.
Eigen::MatrixXd rank_scores(const Eigen::MatrixXd& x) {
  const auto n = static_cast<double>(x.rows());
  Eigen::MatrixXd scores(x.rows(), x.cols());
  std::vector<Eigen::Index> order(static_cast<std::size_t>(x.rows()));
  for (Eigen::Index j = 0; j < x.cols(); ++j) {
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    std::ranges::stable_sort(order, {}, [&](Eigen::Index i) { return x(i, j); });
    for (std::size_t k = 0; k < order.size(); ++k) {
      scores(order[k], j) = std::sqrt(12.0) * ((static_cast<double>(k) + 0.5) / n - 0.5);
    }
  }
  return scores;
}

// Sums over walkers of start x first end, start x second end, and the squared difference of the two; [d] each.
struct Sums {
  explicit Sums(Eigen::Index d) : once(Eigen::ArrayXd::Zero(d)), twice(once), squares(once) {}
  Eigen::ArrayXd once, twice, squares;
  std::size_t walkers = 0;

  void add(const Eigen::MatrixXd& start, const Eigen::MatrixXd& first, const Eigen::MatrixXd& second) {
    const Eigen::Index n = start.rows();
    Eigen::MatrixXd ends(2 * n, start.cols());
    ends << first, second;
    const Eigen::ArrayXXd s = rank_scores(start).array();
    const Eigen::ArrayXXd e = rank_scores(ends).array();
    once += (s * e.topRows(n)).colwise().sum().transpose();
    twice += (s * e.bottomRows(n)).colwise().sum().transpose();
    squares += (s * (e.topRows(n) - e.bottomRows(n))).square().colwise().sum().transpose();
    walkers += static_cast<std::size_t>(n);
  }
};

// Where one walk forgets its start, either end is equally likely to be the nearer, whatever the two have in common: the
// difference of the sums is symmetric about 0 with the sum of squares as its variance. Of d axes the least p-value
// counts (Sidak 1967).
WalkCheck summary_of(const Sums& sums, std::int64_t calls) {
  WalkCheck check;
  const auto n = static_cast<double>(sums.walkers);
  Eigen::Index axis = 0;
  check.memory = sums.once.maxCoeff(&axis) / n;
  check.doubled = sums.twice[axis] / n;
  const double steepest = ((sums.once - sums.twice) / sums.squares.sqrt()).maxCoeff();
  const double tail = 0.5 * std::erfc(steepest / std::sqrt(2.0));
  check.p_value = -std::expm1(static_cast<double>(sums.once.size()) * std::log1p(-tail));
  check.walkers = sums.walkers;
  check.calls = calls;
  return check;
}

}  // namespace

bool WalkCheck::too_short() const { return p_value < alarm && memory > harmless; }

WalkCheck check_walks(const EvidenceTarget& target, const NestedRun& run, const NestedOptions& options, Seed seed) {
  const std::vector<double> bounds = chosen_bounds(run);
  const auto sliced = static_cast<std::size_t>(
      std::ranges::count_if(run.birth, [&](double birth) { return birth >= run.sliced_from; }));
  const std::size_t walkers = std::max(fewest_walkers, sliced / (points_a_walker * contours));
  SliceSampler sampler(target, {static_cast<std::size_t>(options.bases), options.width});
  Sums sums(static_cast<Eigen::Index>(target.dimension()));
  std::int64_t calls = 0;
  for (std::size_t k = 0; k < bounds.size(); ++k) {
    const Seed own = seed.child(k);
    const std::vector<std::size_t> alive = alive_at(run, bounds[k]);
    if (alive.size() < 2 * fewest_walkers) continue;
    const std::size_t n = std::min(walkers, alive.size());
    LivePoints points = with_walkers(run, alive, n, own.child("starts"));
    const auto moving = [&] { return rows_of(points.z.view().rows(alive.size(), n)); };
    const Eigen::MatrixXd axes = principal_axes(points.z.view().rows(0, alive.size()));
    const Eigen::MatrixXd start = moving() * axes;
    const LikelihoodBound bound{bounds[k], 0, alive.size()};
    std::vector<std::size_t> origins(n);
    std::iota(origins.begin(), origins.end(), std::size_t{0});
    calls += sampler.advance(points, bound, origins, own.child("first"));
    const Eigen::MatrixXd first = moving() * axes;
    calls += sampler.advance(points, bound, origins, own.child("second"));
    sums.add(start, first, moving() * axes);
  }
  return sums.walkers == 0 ? WalkCheck{} : summary_of(sums, calls);
}

}  // namespace inquest
