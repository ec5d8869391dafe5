#include "apps/report/plot/smoothing_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/statistics.hpp"

namespace inquest {
namespace {

constexpr double reach_in_widths = 4;

double covariance_of(std::span<const double> x, std::span<const double> y) {
  const double mean_x = mean_of(x);
  const double mean_y = mean_of(y);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - mean_x) * (y[i] - mean_y);
  return sum / static_cast<double>(x.size());
}

// Standard deviation, or that of a Gaussian with the same quartiles if it is less (Silverman 1986, section 3.4.2).
double robust_scale(std::span<const double> draws) {
  const double sd = std::sqrt(covariance_of(draws, draws));
  const double from_quartiles = (quantile(draws, 0.75) - quantile(draws, 0.25)) / 1.349;
  const double scale = from_quartiles > 0 ? std::min(sd, from_quartiles) : sd;
  const double where_all_are_alike = std::max(1e-9 * std::abs(draws.front()), 1e-100);
  return std::max(scale, where_all_are_alike);
}

// Gaussians narrower than this the grid cannot show.
double floored_variance(KernelSide side) {
  const double narrowest = 0.6 * side.step;
  return side.width * side.width + narrowest * narrowest;
}

std::ptrdiff_t reach_of(double variance, double step) {
  return static_cast<std::ptrdiff_t>(std::ceil(reach_in_widths * std::sqrt(variance) / step));
}

double offset(std::size_t i, std::ptrdiff_t reach, double step) {
  return static_cast<double>(static_cast<std::ptrdiff_t>(i) - reach) * step;
}

void normalise(std::vector<double>& values, double cell) {
  const double total = std::accumulate(values.begin(), values.end(), 0.0) * cell;
  for (double& value : values) value /= total;
}

}  // namespace

double quantile(std::span<const double> draws, double probability) {
  INQUEST_EXPECT(!draws.empty());
  std::vector<double> sorted(draws.begin(), draws.end());
  const double place = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(place);
  std::nth_element(sorted.begin(), sorted.begin() + below, sorted.end());
  const double low = sorted[static_cast<std::size_t>(below)];
  if (static_cast<std::size_t>(below) + 1 == sorted.size()) return low;
  const double high = *std::min_element(sorted.begin() + below + 1, sorted.end());
  return std::lerp(low, high, place - static_cast<double>(below));
}

double kernel_width(std::span<const double> draws, double count, int dimension) {
  return robust_scale(draws) * std::pow(count, -1.0 / (dimension + 8));
}

std::vector<double> gaussian_kernel(double width, double step) {
  const double variance = floored_variance({width, step});
  const std::ptrdiff_t reach = reach_of(variance, step);
  std::vector<double> kernel(static_cast<std::size_t>(2 * reach + 1));
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    const double u = offset(i, reach, step);
    kernel[i] = std::exp(-0.5 * u * u / variance);
  }
  normalise(kernel, step);
  return kernel;
}

Matrix gaussian_kernel(KernelSide x, KernelSide y, double correlation) {
  const double xx = floored_variance(x);
  const double yy = floored_variance(y);
  const double xy = correlation * x.width * y.width;  // the floors stand on the diagonal alone: always invertible
  const double determinant = xx * yy - xy * xy;
  const std::ptrdiff_t reach_x = reach_of(xx, x.step);
  const std::ptrdiff_t reach_y = reach_of(yy, y.step);
  Matrix kernel(static_cast<std::size_t>(2 * reach_x + 1), static_cast<std::size_t>(2 * reach_y + 1));
  for (std::size_t i = 0; i < kernel.rows(); ++i) {
    for (std::size_t j = 0; j < kernel.cols(); ++j) {
      const double u = offset(i, reach_x, x.step);
      const double v = offset(j, reach_y, y.step);
      kernel(i, j) = std::exp(-0.5 * (yy * u * u - 2 * xy * u * v + xx * v * v) / determinant);
    }
  }
  normalise(kernel.values(), x.step * y.step);
  return kernel;
}

double correlation(std::span<const double> x, std::span<const double> y) {
  const double variances = covariance_of(x, x) * covariance_of(y, y);
  return variances > 0 ? std::clamp(covariance_of(x, y) / std::sqrt(variances), -0.999, 0.999) : 0;
}

}  // namespace inquest
