#include "apps/report/plot/contour.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <unordered_map>

namespace inquest {
namespace {

struct Node {
  std::size_t i, j;
};

// The grid with a ring of zeros around it, which lies on its outermost nodes.
class RingedGrid {
 public:
  explicit RingedGrid(const DensityGrid& grid) : grid_(grid) {}

  std::size_t rows() const { return grid_.x.size() + 2; }
  std::size_t cols() const { return grid_.y.size() + 2; }

  double value(Node n) const {
    const bool in_ring = n.i == 0 || n.j == 0 || n.i + 1 == rows() || n.j + 1 == cols();
    return in_ring ? 0 : grid_.density(n.i - 1, n.j - 1);
  }

  Point place(Node n) const { return {at(grid_.x, n.i), at(grid_.y, n.j)}; }

 private:
  static double at(const std::vector<double>& nodes, std::size_t i) {
    return i == 0 ? nodes.front() : i > nodes.size() ? nodes.back() : nodes[i - 1];
  }

  const DensityGrid& grid_;
};

// Where the line crosses each side of a cell, chained into loops.
//
// Around a cell, counterclockwise, the density leaves the region above the level through some sides and enters it
// again through others; a segment runs from each exit to an entry, with the region on its left. The exit of one cell is
// the entry of its neighbour, so that following segments from side to side closes a loop.
class Marcher {
 public:
  Marcher(const RingedGrid& grid, double level) : grid_(grid), level_(level) {}

  std::vector<std::vector<Point>> march() {
    for (std::size_t i = 0; i + 1 < grid_.rows(); ++i) {
      for (std::size_t j = 0; j + 1 < grid_.cols(); ++j) cross_cell(i, j);
    }
    std::vector<std::vector<Point>> loops;
    for (const std::size_t side : exits_) {
      if (next_.contains(side)) loops.push_back(take_loop(side));
    }
    return loops;
  }

 private:
  using Corners = std::array<Node, 4>;

  bool is_above(Node n) const { return grid_.value(n) > level_; }

  void cross_cell(std::size_t i, std::size_t j) {
    const Corners corners = {Node{i, j}, Node{i + 1, j}, Node{i + 1, j + 1}, Node{i, j + 1}};
    double sum = 0;
    for (const Node corner : corners) sum += grid_.value(corner);
    // A saddle has two exits and two entries: its centre tells whether the two regions above the level are joined.
    const std::size_t direction = sum / 4 > level_ ? 1 : 3;
    for (std::size_t exit = 0; exit < 4; ++exit) {
      if (!is_above(corners[exit]) || is_above(corners[(exit + 1) % 4])) continue;
      std::size_t entry = (exit + direction) % 4;
      while (is_above(corners[entry]) || !is_above(corners[(entry + 1) % 4])) entry = (entry + direction) % 4;
      link(corners, exit, entry);
    }
  }

  void link(const Corners& corners, std::size_t exit, std::size_t entry) {
    const std::size_t from = cross(corners[exit], corners[(exit + 1) % 4]);
    next_[from] = cross(corners[entry], corners[(entry + 1) % 4]);
    exits_.push_back(from);
  }

  // Numbers the side between two nodes and notes where the line crosses it.
  std::size_t cross(Node a, Node b) {
    const bool along_j = a.i == b.i;
    const std::size_t i = std::min(a.i, b.i);
    const std::size_t j = std::min(a.j, b.j);
    const std::size_t side = 2 * (i * grid_.cols() + j) + (along_j ? 1 : 0);
    const double share = (level_ - grid_.value(a)) / (grid_.value(b) - grid_.value(a));
    const Point from = grid_.place(a);
    const Point to = grid_.place(b);
    crossing_[side] = {from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
    return side;
  }

  std::vector<Point> take_loop(std::size_t side) {
    std::vector<Point> loop;
    for (auto found = next_.find(side); found != next_.end(); found = next_.find(side)) {
      loop.push_back(crossing_[side]);
      side = found->second;
      next_.erase(found);
    }
    return loop;
  }

  const RingedGrid& grid_;
  double level_;
  std::vector<std::size_t> exits_;  // in the order of the cells, so that loops come in one order
  std::unordered_map<std::size_t, std::size_t> next_;
  std::unordered_map<std::size_t, Point> crossing_;
};

}  // namespace

std::vector<std::vector<Point>> contours(const DensityGrid& grid, double level) {
  const RingedGrid ringed(grid);
  return Marcher(ringed, level).march();
}

}  // namespace inquest
