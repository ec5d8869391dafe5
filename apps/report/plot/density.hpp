// Densities of draws, as figures show them: kernel estimates in one and two dimensions, and levels by enclosed mass.
//
// A Gaussian kernel on a grid, folded back at the ends of the prior's support (reflection), then multiplied by the
// smoothed ratio of the draws to that first estimate, which takes out its bias to leading order (Jones, Linton and
// Nielsen 1995, "A simple bias reduction method for density estimation").
#pragma once

#include <span>
#include <vector>

#include "apps/report/plot/folded_axis.hpp"
#include "core/base/matrix_view.hpp"

namespace inquest {

struct DensityOptions {
  std::size_t points = 0;      // of the grid along each axis; 0: 256 in one dimension, 96 in two
  double effective_draws = 0;  // for the width of the kernel; 0: as many as there are
};

struct DensityCurve {
  std::vector<double> x;        // [points], equally spaced
  std::vector<double> density;  // [points]
};

struct DensityGrid {
  std::vector<double> x, y;  // [points], equally spaced
  Matrix density;            // [points of x, points of y]
};

/// Draws of one parameter, finite and within its support, at least one.
struct DrawsOf {
  std::span<const double> draws;
  Support support;
};

DensityCurve estimate_density(const DrawsOf& x, const DensityOptions& options = {});

/// Joint density of the draws (x[i], y[i]); the kernel has the shape of their correlation.
DensityGrid estimate_density(const DrawsOf& x, const DrawsOf& y, const DensityOptions& options = {});

/// For each mass the density above which the grid holds that mass; 0 where all of the grid holds less.
std::vector<double> levels_enclosing(const DensityGrid& grid, std::span<const double> masses);

}  // namespace inquest
