// Region: the part of the unit cube in which live points lie, as a union of ellipsoids (Feroz, Hobson & Bridges 2009).
//
// Points are split in two, again and again, wherever the ellipsoids of the parts take less room than that of the whole.
// An ellipsoid is as large as points left out of its fit need it and never smaller than the share of prior volume that
// its points stand for, so that few points never make a tight fit. Clusters steer where is looked, nothing else.
#pragma once

#include <vector>

#include "core/base/random.hpp"
#include "evidence/nested/explore/ellipsoid.hpp"

namespace inquest {

struct RegionOptions {
  double inflation = 1.25;  // of each ellipsoid's volume beyond what left-out points need
  double least = 1.2;       // times the prior volume that n + 2 sqrt(n) + 2 points stand for, n of them inside
  bool split = true;
};

class Region {
 public:
  /// The whole cube.
  explicit Region(std::size_t dimension) : dimension_(dimension) {}

  /// Around rows of u [n, d], which fill a prior volume of exp(log_volume) evenly.
  static Region around(ConstMatrixView u, double log_volume, const RegionOptions& options);

  bool whole_cube() const { return ellipsoids_.empty(); }
  const std::vector<Ellipsoid>& ellipsoids() const { return ellipsoids_; }

  /// Fills u [n, d] with points spread evenly over the region.
  void draw(Random& random, MatrixView u) const;

 private:
  void draw_one(Random& random, std::span<double> u) const;

  std::size_t dimension_;
  std::vector<Ellipsoid> ellipsoids_;
  std::vector<double> cumulative_;  // share of volume up to and with each ellipsoid
};

}  // namespace inquest
