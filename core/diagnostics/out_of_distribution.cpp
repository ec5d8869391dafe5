#include "core/diagnostics/out_of_distribution.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>

#include "core/base/eigen_matrix.hpp"
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

namespace inquest {
namespace {

constexpr double least_likely = 0.01;
constexpr double least_variance = 1e-300;  // where nothing varies at all

// What is added to the variances: (d/n)^2 times their mean, the trace of the covariance over d.
double shrinkage(double trace, Eigen::Index rows, Eigen::Index columns) {
  const auto n = static_cast<double>(rows), d = static_cast<double>(columns);
  return std::max(trace * d / (n * n), least_variance);
}

Eigen::VectorXd distances_by_columns(const EigenMatrix& centred) {
  Eigen::MatrixXd covariance = centred.transpose() * centred / static_cast<double>(centred.rows() - 1);
  covariance.diagonal().array() += shrinkage(covariance.trace(), centred.rows(), centred.cols());
  const Eigen::MatrixXd whitened = covariance.llt().matrixL().solve(centred.transpose());
  return whitened.colwise().squaredNorm();
}

// Of fewer rows than columns, with K = X X^T / (n - 1): x^T (X^T X / (n - 1) + a)^-1 x = (n - 1) [K (K + a)^-1]_xx,
// so that no covariance of the columns is made.
Eigen::VectorXd distances_by_rows(const EigenMatrix& centred) {
  const auto freedom = static_cast<double>(centred.rows() - 1);
  const Eigen::MatrixXd products = centred * centred.transpose() / freedom;
  Eigen::MatrixXd shrunk = products;
  shrunk.diagonal().array() += shrinkage(products.trace(), centred.rows(), centred.cols());
  return freedom * shrunk.llt().solve(products).diagonal();
}

double squared_distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

// The last one is the point's own.
double p_value(const std::vector<double>& distances) {
  const auto as_far = std::ranges::count_if(distances, [&](double d) { return d >= distances.back(); });
  return static_cast<double>(as_far) / static_cast<double>(distances.size());
}

}  // namespace

double OutOfDistribution::smaller() const { return std::min(mahalanobis_p, neighbour_p); }

bool OutOfDistribution::unlikely() const { return smaller() < least_likely; }

std::string OutOfDistribution::in_words() const {
  return concat("p = ", std::round(1e5 * smaller()) / 1e5, " by its ",
                mahalanobis_p <= neighbour_p ? "Mahalanobis distance" : "nearest neighbours");
}

std::vector<double> mahalanobis_distances(ConstMatrixView rows) {
  INQUEST_EXPECT(rows.rows() > 1 && rows.cols() > 0);
  EigenMatrix centred = as_eigen(rows);
  centred.rowwise() -= centred.colwise().mean().eval();
  const bool wide = centred.cols() > centred.rows();
  const Eigen::VectorXd distances = wide ? distances_by_rows(centred) : distances_by_columns(centred);
  return {distances.begin(), distances.end()};
}

std::vector<double> neighbour_distances(ConstMatrixView rows, std::size_t k) {
  INQUEST_EXPECT(rows.rows() > 1 && k > 0);
  std::vector<double> result(rows.rows());
  parallel_for(rows.rows(), [&](std::size_t i) {
    std::vector<double> others;
    for (std::size_t j = 0; j < rows.rows(); ++j) {
      if (j != i) others.push_back(squared_distance(rows.row(i), rows.row(j)));
    }
    const auto kth = others.begin() + static_cast<std::ptrdiff_t>(std::min(k, others.size()) - 1);
    std::ranges::nth_element(others, kth);
    result[i] = *kth;
  });
  return result;
}

OutOfDistribution out_of_distribution(ConstMatrixView sample, std::span<const double> point) {
  INQUEST_EXPECT(sample.cols() == point.size());
  Matrix all(sample.rows() + 1, sample.cols());
  std::ranges::copy(sample.values(), all.values().begin());
  std::ranges::copy(point, all.row(sample.rows()).begin());
  return {p_value(mahalanobis_distances(all)), p_value(neighbour_distances(all))};
}

OutOfDistribution smaller_of_two(const OutOfDistribution& a, const OutOfDistribution& b) {
  return {std::min(1.0, 2 * std::min(a.mahalanobis_p, b.mahalanobis_p)),
          std::min(1.0, 2 * std::min(a.neighbour_p, b.neighbour_p))};
}

}  // namespace inquest
