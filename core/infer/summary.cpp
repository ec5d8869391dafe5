#include "core/infer/summary.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
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

// The circle of a column, and the draws of it laid out on a line around their mean direction, in place.
Circle unroll(Matrix& theta, std::size_t column, const std::vector<double>& weights, double lower, double period) {
  const double turn = 2 * std::numbers::pi / period;
  double sine = 0, cosine = 0;
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    sine += weights[i] * std::sin(turn * (theta(i, column) - lower));
    cosine += weights[i] * std::cos(turn * (theta(i, column) - lower));
  }
  const double direction = lower + std::atan2(sine, cosine) / turn;
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    double& value = theta(i, column);
    value -= period * std::round((value - direction) / period);
  }
  return {period, std::hypot(sine, cosine)};
}

void add_moments(const Matrix& theta, const std::vector<double>& weights, PosteriorSummary& summary) {
  const std::size_t d = theta.cols();
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
}

void add_quantiles(const Matrix& theta, const std::vector<double>& weights, PosteriorSummary& summary) {
  summary.quantiles.assign(summary_quantiles.size(), std::vector<double>(theta.cols()));
  for (std::size_t j = 0; j < theta.cols(); ++j) {
    const auto rows = sorted_rows(theta, j, weights);
    for (std::size_t q = 0; q < summary_quantiles.size(); ++q) {
      summary.quantiles[q][j] = weighted_quantile(theta, j, rows, weights, summary_quantiles[q]);
    }
  }
}

PosteriorSummary summary_of(const Matrix& theta, const Draws& draws, const std::vector<double>& weights) {
  const std::size_t d = theta.cols();
  PosteriorSummary summary{std::vector<double>(d), std::vector<double>(d), Matrix(d, d), {}, theta.rows(), 0};
  add_moments(theta, weights, summary);
  add_quantiles(theta, weights, summary);
  summary.effective_draws = effective_draws(draws, weights);
  return summary;
}

// Moves the mean of a circle into the prior, and its quantiles as far.
void move_inside(PosteriorSummary& summary, std::size_t j, double lower) {
  const double period = summary.circles[j].period;
  const double shift = period * std::floor((summary.mean[j] - lower) / period);
  summary.mean[j] -= shift;
  for (auto& quantile : summary.quantiles) quantile[j] -= shift;
}

}  // namespace

PosteriorSummary summarize(const Draws& draws) {
  INQUEST_EXPECT(draws.theta.rows() > 0);
  return summary_of(draws.theta, draws, normalised_weights(draws));
}

PosteriorSummary summarize(const Draws& draws, const ParameterSpace& space) {
  INQUEST_EXPECT(draws.theta.rows() > 0 && draws.theta.cols() == space.dimension());
  const std::vector<double> weights = normalised_weights(draws);
  std::vector<Circle> circles(space.dimension());
  Matrix theta = draws.theta;
  for (std::size_t j = 0; j < circles.size(); ++j) {
    if (!space.free_parameter(j).periodic) continue;
    circles[j] = unroll(theta, j, weights, space.lower(j), space.upper(j) - space.lower(j));
  }
  PosteriorSummary summary = summary_of(theta, draws, weights);
  if (std::ranges::all_of(circles, [](const Circle& circle) { return circle.period == 0; })) return summary;
  summary.circles = std::move(circles);
  for (std::size_t j = 0; j < space.dimension(); ++j) {
    if (summary.circles[j].period > 0) move_inside(summary, j, space.lower(j));
  }
  return summary;
}

double distance_of_means(const PosteriorSummary& a, const PosteriorSummary& b, std::size_t i) {
  const double distance = b.mean[i] - a.mean[i];
  if (a.circles.empty() || b.circles.empty() || a.circles[i].period == 0) return std::abs(distance);
  const double period = a.circles[i].period;
  const double around = std::abs(distance - period * std::round(distance / period));
  return around * std::min(a.circles[i].resultant, b.circles[i].resultant);
}

}  // namespace inquest
