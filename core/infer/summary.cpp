#include "core/infer/summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"

namespace inquest {
namespace {

std::vector<double> normalised_weights(const Draws& draws) {
  std::vector<double> weights = draws.weights;
  if (weights.empty()) weights.assign(draws.theta.rows(), 1.0);
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  INQUEST_VALIDATE(total > 0 && std::isfinite(total), internal, "weights of draws sum to ", total);
  for (double& weight : weights) weight /= total;
  return weights;
}

// Rows with a weight, in ascending order of a column.
std::vector<std::size_t> sorted_rows(const Matrix& theta, std::size_t column, const std::vector<double>& weights) {
  std::vector<std::size_t> rows(theta.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::erase_if(rows, [&](std::size_t row) { return weights[row] == 0; });
  std::ranges::sort(rows, {}, [&](std::size_t row) { return theta(row, column); });
  return rows;
}

// Linear interpolation between the midpoints of the steps of the weighted distribution function (Hazen's rule).
double weighted_quantile(const Matrix& theta, std::size_t column, const std::vector<std::size_t>& rows,
                         const std::vector<double>& weights, double probability) {
  double below = 0;
  double previous_centre = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double centre = below + 0.5 * weights[rows[i]];
    if (centre >= probability) {
      const double value = theta(rows[i], column);
      if (i == 0) return value;
      const double share = (probability - previous_centre) / (centre - previous_centre);
      return std::lerp(theta(rows[i - 1], column), value, share);
    }
    previous_centre = centre;
    below += weights[rows[i]];
  }
  return theta(rows.back(), column);
}

double effective_draws(const Draws& draws, const std::vector<double>& weights) {
  const double independent = draws.weights.empty()
                                 ? static_cast<double>(weights.size())
                                 : 1 / std::inner_product(weights.begin(), weights.end(), weights.begin(), 0.0);
  return std::min(independent, draws.effective_size.value_or(independent));
}

}  // namespace

PosteriorSummary summarize(const Draws& draws) {
  const Matrix& theta = draws.theta;
  INQUEST_EXPECT(theta.rows() > 0);
  const std::size_t d = theta.cols();
  const std::vector<double> weights = normalised_weights(draws);
  PosteriorSummary summary{std::vector<double>(d), std::vector<double>(d), Matrix(d, d), {}, theta.rows(), 0};
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    for (std::size_t j = 0; j < d; ++j) summary.mean[j] += weights[i] * theta(i, j);
  }
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      for (std::size_t k = 0; k < d; ++k) {
        summary.covariance(j, k) += weights[i] * (theta(i, j) - summary.mean[j]) * (theta(i, k) - summary.mean[k]);
      }
    }
  }
  for (std::size_t j = 0; j < d; ++j) summary.std[j] = std::sqrt(summary.covariance(j, j));
  summary.quantiles.assign(summary_quantiles.size(), std::vector<double>(d));
  for (std::size_t j = 0; j < d; ++j) {
    const auto rows = sorted_rows(theta, j, weights);
    for (std::size_t q = 0; q < summary_quantiles.size(); ++q) {
      summary.quantiles[q][j] = weighted_quantile(theta, j, rows, weights, summary_quantiles[q]);
    }
  }
  summary.effective_draws = effective_draws(draws, weights);
  return summary;
}

}  // namespace inquest
