// NutsTree: one transition of the no-U-turn sampler (Hoffman & Gelman 2014) as a machine that asks for one leapfrog
// step after the other, so that many chains can share batches of gradients.
//
// Trajectories double in a random direction until they, or any of their balanced subtrees, turn back; the draw is
// multinomial over the trajectory, with a bias towards its later half (Betancourt 2017, appendix A). Subtrees are
// merged from a stack as soon as two of equal size lie on it, in place of a recursion.
#pragma once

#include <vector>

#include "core/base/random.hpp"

namespace inquest {

/// A place in phase space. The momentum is in coordinates in which its distribution is N(0, I).
struct PhasePoint {
  std::vector<double> z;         // [d]
  std::vector<double> momentum;  // [d]
  std::vector<double> gradient;  // [d], of the log density by z
  double log_density = 0;

  double energy() const;
};

class NutsTree {
 public:
  /// A transition from `start`, whose momentum is a fresh draw.
  NutsTree(PhasePoint start, Random& random);

  /// Where the next leapfrog step starts, and its sign.
  const PhasePoint& edge() const;
  double direction() const { return forward_ ? 1 : -1; }

  /// Takes the end of that step.
  void extend(PhasePoint next, Random& random);

  bool finished() const { return finished_; }
  bool divergent() const { return divergent_; }  // the energy was not conserved at all
  const PhasePoint& draw() const { return trajectory_.draw; }

  /// Mean acceptance probability of the steps, which tells whether they are short enough.
  double acceptance() const { return acceptance_ / static_cast<double>(steps_); }

 private:
  // Points that follow each other, from first to last in the direction in which they were made.
  struct Subtree {
    PhasePoint first, last, draw;
    std::vector<double> momentum_sum;
    double log_weight;
    int depth;
  };
  static bool turns(const Subtree& left, const Subtree& right);
  bool merge_equals(Random& random);
  void join_trajectory(Random& random);

  Subtree trajectory_;  // from the end that lies backward to that which lies forward
  double start_energy_;
  bool forward_;
  std::vector<Subtree> stack_;  // of the doubling under way
  bool finished_ = false;
  bool divergent_ = false;
  double acceptance_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace inquest
