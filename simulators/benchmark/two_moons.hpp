// two_moons: a posterior of two crescents (Greenberg, Nonnenmacher & Macke 2019).
//
//   x = (r cos a + 0.25 - |theta_1 + theta_2| / sqrt 2, r sin a - (theta_1 - theta_2) / sqrt 2)
//   a ~ U(-pi/2, pi/2), r ~ N(0.1, 0.01^2)
//
// The density at the distance rho from the centre of a crescent is N(rho; 0.1, 0.01^2) / (pi rho) on its half of the
// plane; a negative r has a probability of 1e-23 and is left out.
#pragma once

#include "simulators/row_simulator.hpp"

namespace inquest {

SimulatorBundle make_two_moons(const NoOptions& options, const SimulatorRequest& request);

}  // namespace inquest
