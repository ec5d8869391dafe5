// Gaussian kernels on a grid, and how wide they are for given draws.
#pragma once

#include <span>
#include <vector>

#include "core/base/matrix_view.hpp"

namespace inquest {

/// Quantile of draws in any order, by linear interpolation between order statistics; all finite, at least one.
double quantile(std::span<const double> draws, double probability);

/// Width for so many independent draws: their robust scale x count^(-1 / (dimension + 8)); positive. The
/// rate is the best one for an estimate whose bias is taken out to leading order.
double kernel_width(std::span<const double> draws, double count, int dimension);

/// Values at -reach, ..., reach nodes; they add up to 1 / step.
std::vector<double> gaussian_kernel(double width, double step);

struct KernelSide {
  double width;
  double step;
};

/// Product kernel sheared to `correlation`; values [2 reach_x + 1, 2 reach_y + 1] add up to 1 / (step_x step_y).
Matrix gaussian_kernel(KernelSide x, KernelSide y, double correlation);

/// Pearson's, within +-0.999; 0 where one of the two does not vary.
double correlation(std::span<const double> x, std::span<const double> y);

}  // namespace inquest
