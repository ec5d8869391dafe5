// FoldedAxis: equally spaced nodes on which a density is estimated, folded back at the ends of its support.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

namespace inquest {

/// The interval outside of which a density is zero.
struct Support {
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
};

class FoldedAxis {
 public:
  /// Nodes from low to high, or to the end of the support that comes first; at least two points, low < high.
  FoldedAxis(double low, double high, Support support, std::size_t points);

  std::size_t points() const { return points_; }
  double step() const { return step_; }
  std::vector<double> nodes() const;

  /// The node that `index` shows in the mirrors at the ends of the support; none beyond an end that is no mirror.
  std::optional<std::size_t> fold(std::ptrdiff_t index) const {
    if (index >= 0 && static_cast<std::size_t>(index) < points_) return static_cast<std::size_t>(index);
    return fold_from_outside(index);
  }

  /// How often a node is its own image: 2 on a mirror.
  double images(std::size_t node) const;

  /// x lies at node + share, with share in [0, 1]; none outside the axis.
  struct Place {
    std::size_t node;
    double share;
  };
  std::optional<Place> locate(double x) const;

 private:
  std::optional<std::size_t> fold_from_outside(std::ptrdiff_t index) const;

  double low_;
  double step_;
  std::size_t points_;
  bool mirror_at_low_;
  bool mirror_at_high_;
};

}  // namespace inquest
