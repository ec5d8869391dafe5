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

Eigen::MatrixXd shrunk_covariance(const EigenMatrix& centred) {
  const auto n = static_cast<double>(centred.rows());
  const auto d = static_cast<double>(centred.cols());
  Eigen::MatrixXd covariance = centred.transpose() * centred / (n - 1);
  covariance.diagonal().array() += std::max(covariance.trace() * d / (n * n), least_variance);
  return covariance;
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
  const Eigen::LLT<Eigen::MatrixXd> factor(shrunk_covariance(centred));
  const Eigen::MatrixXd whitened = factor.matrixL().solve(centred.transpose());
  const Eigen::VectorXd distances = whitened.colwise().squaredNorm();
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
