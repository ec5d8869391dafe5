// Basis: what an answer rests on, the surest first.
#pragma once

namespace inquest {

enum class Basis {
  known_likelihood,  // the simulator's own
  chosen,            // learned from simulations, and chosen among others by held-out ones
  learned            // from simulations alone, or with an assumed likelihood
};

}  // namespace inquest
