// WalkPlan: in which order slices move parameters whose likelihoods take different times.
//
// Parameters of one speed are a block, and blocks go from slow to fast. In coordinates whitened by the Cholesky factor
// L of a covariance in this order, a direction L n with n in one block leaves all slower parameters as they are. A
// basis of the slowest block is followed by bases of the faster ones, which take about as much time each (the default
// of PolyChord; Handley, Hobson & Lasenby 2015), and in all no fewer than parameters of one speed would have: a walk
// costs as many slow calls as slow parameters need, not as all do.
#pragma once

#include <cstddef>
#include <vector>

#include "core/parameters/parameter_space.hpp"

namespace inquest {

struct SpeedBlock {
  std::size_t first;  // of its places in the order
  std::size_t size;
  double speed;
};

/// So many bases of a block one after another; `begin` is how many of this block came before them in the walk.
struct WalkLeg {
  std::size_t block;
  std::size_t begin;
  std::size_t bases;
};

struct WalkPlan {
  std::vector<std::size_t> order;  // [d], free parameters from slow to fast
  std::vector<SpeedBlock> blocks;
  std::vector<WalkLeg> legs;

  std::size_t chords() const;
  double cost() const;  // of all chords, in the time of a slow one
};

/// A walk with `bases` bases of the slowest block; 0: as many as its size needs.
WalkPlan plan_walk(const ParameterSpace& space, std::size_t bases);

}  // namespace inquest
