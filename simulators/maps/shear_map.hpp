// shear_map: two bins of a lensing survey, with intrinsic alignment of the galaxies, and the exact likelihood.
//
//   x_1 = (0.6 - a) delta_1 + noise
//   x_2 = 0.6 delta_1 + (0.8 - a / 2) delta_2 + noise
//
// delta_1 and delta_2 are independent Gaussian fields of the spectrum P(k) = A (|k| / 8)^(-B), k != 0; the noise is
// white; means are removed. The alignment a takes from the signal of the near bin itself, and so changes how the far
// bin goes with it. At every k the pair of modes is normal with the covariance
//
//   C(k) = [ w11^2 P + N, w11 w21 P; w11 w21 P, (w21^2 + w22^2) P + N ]
//   ln p = -1/2 sum_(k != 0) [ 2 ln 2 pi + ln det C + (C_22 |x_1|^2 - 2 C_12 Re x_1 x_2^* + C_11 |x_2|^2) / det C ]
#pragma once

#include "simulators/row_simulator.hpp"

namespace inquest {

struct ShearMapOptions {
  std::int64_t size = 64;
  double noise = 0.05;

  void fields(FieldVisitor& visit);
};

SimulatorBundle make_shear_map(const ShearMapOptions& options, const SimulatorRequest& request);

}  // namespace inquest
