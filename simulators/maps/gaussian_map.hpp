// gaussian_map: a periodic Gaussian field with a power-law spectrum under white noise, and its exact likelihood.
//
//   S(k) = A (|k| / 8)^(-B) + noise for k != 0, and the mean of the map is zero
//   ln p(x | A, B) = -1/2 sum_(k != 0) [ ln 2 pi S(k) + |x_k|^2 / S(k) ]
//
// The density is that on the maps of mean zero. Sums of |x_k|^2 over the modes of one |k| are sufficient: what a
// network may learn of A and B, and no more, is the power in each ring (simulators/maps/fourier.hpp).
#pragma once

#include "simulators/row_simulator.hpp"

namespace inquest {

struct GaussianMapOptions {
  std::int64_t size = 64;
  double noise = 0.02;

  void fields(FieldVisitor& visit);
};

SimulatorBundle make_gaussian_map(const GaussianMapOptions& options, const SimulatorRequest& request);

}  // namespace inquest
