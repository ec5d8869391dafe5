// lognormal_map: exp of a periodic Gaussian field, and its exact likelihood.
//
//   S(k) = c (1 + |k|^2 / 16)^(-B / 2), with c such that g has unit variance in each pixel
//   delta = exp(s g - s^2 / 2) - 1, of mean 0 and above -1
//
// With u = ln(1 + delta) and its modes U (simulators/maps/fourier.hpp)
//
//   ln p = -1/2 [ sum_k ln 2 pi s^2 S(k) + sum_k |U_k + delta_k0 n s^2 / 2|^2 / (s^2 S(k)) ] - sum_pixels u
//
// The power spectrum of delta alone holds 1.3% of det F of (s, B) at (0.6, 3) on 64 x 64 pixels: what a network learns
// beyond it is exact.
#pragma once

#include "simulators/row_simulator.hpp"

namespace inquest {

struct LognormalMapOptions {
  std::int64_t size = 64;

  void fields(FieldVisitor& visit);
};

SimulatorBundle make_lognormal_map(const LognormalMapOptions& options, const SimulatorRequest& request);

}  // namespace inquest
