// gaussian_mixture: the common mean of a wide and a narrow normal in the plane (Sisson, Fan & Tanaka 2007).
//
//   x ~ 1/2 N(theta, I) + 1/2 N(theta, 0.01 I)
#pragma once

#include "simulators/row_simulator.hpp"

namespace inquest {

SimulatorBundle make_gaussian_mixture(const NoOptions& options, const SimulatorRequest& request);

}  // namespace inquest
