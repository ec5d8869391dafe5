#include "apps/report/plot/corner_route.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "apps/report/plot/smoothing_kernel.hpp"

namespace inquest {
namespace {

bool is_finite(std::span<const double> row) {
  return std::ranges::all_of(row, [](double value) { return std::isfinite(value); });
}

bool is_circle(const PosteriorSummary& summary, std::size_t i) {
  return !summary.circles.empty() && summary.circles[i].period > 0;
}

// Draws of a circle laid out around their mean; that of the last quarter is shown below the first, so that posteriors
// across the ends of the prior lie together.
void unroll(std::vector<double>& draws, double mean, double lower, double period) {
  const double centre = mean > lower + 0.75 * period ? mean - period : mean;
  for (double& draw : draws) draw -= period * std::round((draw - centre) / period);
}

}  // namespace

CornerRoute::CornerRoute(const ReportModel& model, const PosteriorResult& posterior)
    : model_(model), summary_(posterior.summary), columns_(posterior.draws.theta.cols()) {
  for (std::size_t n = 0; n < posterior.draws.theta.rows(); ++n) {
    const auto row = posterior.draws.theta.row(n);
    if (!is_finite(row)) {
      ++left_out_;
      continue;
    }
    for (std::size_t i = 0; i < row.size(); ++i) columns_[i].push_back(row[i]);
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (is_circle(summary_, i))
      unroll(columns_[i], summary_.mean[i], model_.parameters[i].lower, summary_.circles[i].period);
  }
}

DrawsOf CornerRoute::draws_of(std::size_t i) const {
  if (is_circle(summary_, i)) return {columns_[i], {}};  // there are no ends to fold back at
  return {columns_[i], {model_.parameters[i].lower, model_.parameters[i].upper}};
}

AxisRange CornerRoute::range(std::size_t i) const {
  if (has_draws()) return {quantile(columns_[i], 0.005), quantile(columns_[i], 0.995)};
  return {summary_.mean[i] - 2.8 * summary_.std[i], summary_.mean[i] + 2.8 * summary_.std[i]};
}

std::vector<Point> CornerRoute::marginal(std::size_t i, AxisRange shown) const {
  std::vector<Point> points;
  if (has_draws()) {
    const DensityCurve curve = estimate_density(draws_of(i), {.effective_draws = summary_.effective_draws});
    points.push_back({curve.x.front(), 0});  // an upright line at an end of the prior
    for (std::size_t k = 0; k < curve.x.size(); ++k) points.push_back({curve.x[k], curve.density[k]});
    points.push_back({curve.x.back(), 0});
    return points;
  }
  if (!(summary_.std[i] > 0)) return points;
  constexpr int pieces = 200;
  const double peak = 1 / (summary_.std[i] * std::sqrt(2 * std::numbers::pi));
  for (int k = 0; k <= pieces; ++k) {
    const double x = std::lerp(shown.low, shown.high, static_cast<double>(k) / pieces);
    const double u = (x - summary_.mean[i]) / summary_.std[i];
    points.push_back({x, peak * std::exp(-0.5 * u * u)});
  }
  return points;
}

Regions CornerRoute::regions(std::size_t i, std::size_t j) const {
  if (!has_draws()) return ellipses(i, j);
  const DensityGrid grid = estimate_density(draws_of(i), draws_of(j), {.effective_draws = summary_.effective_draws});
  const std::vector<double> levels = levels_enclosing(grid, corner_masses);
  Regions regions;
  for (std::size_t k = 0; k < levels.size(); ++k) regions[k] = contours(grid, levels[k]);
  return regions;
}

// A Gaussian holds the mass p within the ellipse of squared radius -2 ln(1 - p); the rows of the Cholesky factor of the
// covariance carry the unit circle to the ellipse.
Regions CornerRoute::ellipses(std::size_t i, std::size_t j) const {
  if (!(summary_.std[i] > 0 && summary_.std[j] > 0)) return {};
  const double down = summary_.covariance(i, j) / summary_.std[i];
  const double across = std::sqrt(std::max(0.0, summary_.covariance(j, j) - down * down));
  constexpr int corners = 96;
  Regions regions;
  for (std::size_t k = 0; k < corner_masses.size(); ++k) {
    const double radius = std::sqrt(-2 * std::log1p(-corner_masses[k]));
    std::vector<Point> ellipse;
    for (int n = 0; n < corners; ++n) {
      const double angle = 2 * std::numbers::pi * n / corners;
      const double u = radius * std::cos(angle);
      const double v = radius * std::sin(angle);
      ellipse.push_back({summary_.mean[i] + summary_.std[i] * u, summary_.mean[j] + down * u + across * v});
    }
    if (std::isfinite(ellipse.front().x + ellipse.front().y)) regions[k].push_back(std::move(ellipse));
  }
  return regions;
}

}  // namespace inquest
