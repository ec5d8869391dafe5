// Polygons, measured in the plainest way.
#pragma once

#include <vector>

#include "apps/report/plot/contour.hpp"

namespace inquest::testing {

/// Whether a point is within polygons, holes excluded (even-odd rule).
inline bool encloses(const std::vector<std::vector<Point>>& polygons, Point point) {
  bool inside = false;
  for (const auto& polygon : polygons) {
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      const Point a = polygon[i];
      const Point b = polygon[(i + 1) % polygon.size()];
      if ((a.y > point.y) == (b.y > point.y)) continue;
      if (point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x)) inside = !inside;
    }
  }
  return inside;
}

/// Area by the shoelace formula, positive where the corners run counterclockwise.
inline double signed_area(const std::vector<Point>& polygon) {
  double twice = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point a = polygon[i];
    const Point b = polygon[(i + 1) % polygon.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  return twice / 2;
}

}  // namespace inquest::testing
