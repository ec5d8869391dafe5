// Contour lines by marching squares (Lorensen and Cline 1987, in two dimensions).
#pragma once

#include <vector>

#include "apps/report/plot/density.hpp"

namespace inquest {

struct Point {
  double x = 0;
  double y = 0;
};

/// Closed polygons around where the density is above `level`, counterclockwise; a hole runs clockwise. Outside the
/// grid the density counts as zero: what is above the level at the edge of the grid is closed along that edge.
std::vector<std::vector<Point>> contours(const DensityGrid& grid, double level);

}  // namespace inquest
