#include "core/diagnostics/out_of_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/LU>

#include "core/base/eigen_matrix.hpp"
#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

Matrix normals(std::size_t rows, std::size_t cols, Seed seed) {
  Matrix values(rows, cols);
  Random random(seed);
  random.normal(values.values());
  return values;
}

/// Largest distance of the empirical distribution of `values` from `cdf`.
template <class Cdf>
double kolmogorov_smirnov(std::vector<double> values, Cdf cdf) {
  std::ranges::sort(values);
  const auto n = static_cast<double>(values.size());
  double largest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double expected = cdf(values[i]);
    const auto below = static_cast<double>(i);
    largest = std::max({largest, expected - below / n, (below + 1) / n - expected});
  }
  return largest;
}

/// A point in a plane that nothing but a third column leaves.
Matrix plane(std::size_t rows, Seed seed) {
  Matrix values = normals(rows, 3, seed);
  for (std::size_t i = 0; i < rows; ++i) values(i, 2) = values(i, 0) + values(i, 1);
  return values;
}

}  // namespace

// 1.63 / sqrt(n) is the 1% point of the statistic where mean and covariance are known; estimating them lowers it.
TEST_CASE("out of distribution: Mahalanobis distances of normals in the plane are chi-square with two degrees") {
  Matrix rows = normals(2000, 2, {1});
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    rows(i, 0) = 5 + 3 * rows(i, 0);
    rows(i, 1) = rows(i, 0) + 0.1 * rows(i, 1);
  }
  const auto cdf = [](double squared) { return 1 - std::exp(-squared / 2); };
  CHECK(kolmogorov_smirnov(mahalanobis_distances(rows), cdf) < 1.63 / std::sqrt(2000));
}

// The mean of the squared distances is (n - 1) / n times the trace of the identity, but for the shrinkage of (d/n)^2.
TEST_CASE("out of distribution: Mahalanobis distances do not depend on linear maps, and their mean is the dimension") {
  const Matrix rows = normals(500, 4, {2});
  const std::vector<double> distances = mahalanobis_distances(rows);
  CHECK(std::accumulate(distances.begin(), distances.end(), 0.0) / 499 == Approx(4).epsilon(1e-4));
  Matrix mapped = rows;
  for (std::size_t i = 0; i < rows.rows(); ++i) mapped(i, 3) += 2 * mapped(i, 0) - 7;
  const std::vector<double> same = mahalanobis_distances(mapped);
  for (const std::size_t i : {0U, 100U, 499U}) CHECK(same[i] == Approx(distances[i]).epsilon(0.01));
}

TEST_CASE("out of distribution: rows shorter or longer than their number have the distances of the shrunk covariance") {
  const std::size_t columns = GENERATE(3, 5, 6, 40);
  const Matrix rows = normals(5, columns, {3});
  EigenMatrix centred = as_eigen(rows.view());
  centred.rowwise() -= centred.colwise().mean().eval();
  EigenMatrix covariance = centred.transpose() * centred / 4;
  const double mean_variance = covariance.trace() / static_cast<double>(columns);
  covariance.diagonal().array() += mean_variance * static_cast<double>(columns * columns) / 25;
  const EigenMatrix expected = centred * covariance.inverse() * centred.transpose();
  const std::vector<double> found = mahalanobis_distances(rows);
  for (std::size_t i = 0; i < 5; ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    CHECK(found[i] == Approx(expected(at, at)));
  }
}

TEST_CASE("out of distribution: neighbours are counted from the nearest other row") {
  Matrix line(4, 1);
  line.values() = {0, 1, 3, 10};
  CHECK(neighbour_distances(line, 1) == std::vector<double>{1, 1, 4, 49});
  CHECK(neighbour_distances(line, 2) == std::vector<double>{9, 4, 9, 81});
  CHECK(neighbour_distances(line, 9) == std::vector<double>{100, 81, 49, 100});
}

// A p-value of n = 49 rows takes the values k / 50 with equal probability. The largest distance of 600 of them from the
// uniform distribution stays below 1.63 / sqrt(600) = 0.067 in 99 of 100 cases, plus one step of 1 / 50.
TEST_CASE("out of distribution: p-values of one more draw are uniform, with more columns than rows too") {
  const std::size_t columns = GENERATE(std::size_t{2}, std::size_t{60});
  std::vector<double> mahalanobis, neighbour;
  for (std::uint64_t repeat = 0; repeat < 600; ++repeat) {
    const Matrix draws = normals(50, columns, Seed{3}.child(repeat));
    const OutOfDistribution p = out_of_distribution(draws.view().rows(0, 49), draws.row(49));
    mahalanobis.push_back(p.mahalanobis_p);
    neighbour.push_back(p.neighbour_p);
  }
  const auto uniform = [](double p) { return p; };
  CHECK(kolmogorov_smirnov(mahalanobis, uniform) < 1.63 / std::sqrt(600) + 0.02);
  CHECK(kolmogorov_smirnov(neighbour, uniform) < 1.63 / std::sqrt(600) + 0.02);
}

TEST_CASE("out of distribution: a shifted point has the smallest p-values there are") {
  const OutOfDistribution p = out_of_distribution(normals(999, 3, {4}), std::vector<double>{6, 0, 0});
  CHECK(p.mahalanobis_p == Approx(1e-3));
  CHECK(p.neighbour_p == Approx(1e-3));
}

TEST_CASE("out of distribution: covariance sees a point beside the plane of the others, neighbours one in their gap") {
  const OutOfDistribution beside = out_of_distribution(plane(999, {5}), std::vector<double>{0, 0, 0.5});
  CHECK(beside.mahalanobis_p == Approx(1e-3));
  Matrix ring = normals(999, 2, {6});
  for (std::size_t i = 0; i < ring.rows(); ++i) {
    const double radius = std::hypot(ring(i, 0), ring(i, 1)) / (1 + 0.05 * ring(i, 0));
    for (double& x : ring.row(i)) x /= radius;
  }
  const OutOfDistribution within = out_of_distribution(ring, std::vector<double>{0, 0});
  CHECK(within.neighbour_p == Approx(1e-3));
  CHECK(within.mahalanobis_p > 0.99);
}

TEST_CASE("out of distribution: columns that never vary are no obstacle, and a point that differs there is seen") {
  Matrix rows = normals(999, 2, {7});
  for (std::size_t i = 0; i < rows.rows(); ++i) rows(i, 1) = 3;
  CHECK(out_of_distribution(rows, std::vector<double>{0, 3}).mahalanobis_p > 0.5);
  CHECK(out_of_distribution(rows, std::vector<double>{0, 3.5}).mahalanobis_p == Approx(1e-3));
  CHECK(out_of_distribution(Matrix(20, 2, 1), std::vector<double>{1, 1}).mahalanobis_p == 1);
}

TEST_CASE("out of distribution: the smaller p-value is told, and is unlikely below 0.01") {
  CHECK(OutOfDistribution{0.3, 0.002}.in_words() == "p = 0.002 by its nearest neighbours");
  CHECK(OutOfDistribution{0.3, 0.002}.unlikely());
  CHECK(OutOfDistribution{0.01, 0.2}.in_words() == "p = 0.01 by its Mahalanobis distance");
  CHECK(!OutOfDistribution{0.01, 0.2}.unlikely());
}

TEST_CASE("out of distribution: two looks cost a factor of two") {
  const OutOfDistribution both = smaller_of_two({0.01, 0.9}, {0.5, 0.8});
  CHECK(both.mahalanobis_p == 0.02);
  CHECK(both.neighbour_p == 1);
}
