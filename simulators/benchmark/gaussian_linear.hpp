// gaussian_linear and gaussian_linear_uniform: the mean of a normal in ten dimensions.
//
//   x ~ N(theta, 0.1 I)
//
// One simulator under two names: the tasks differ in their priors, N(0, 0.1 I) and U[-1, 1]^10. Under the first the
// posterior is N(x / 2, 0.05 I).
#pragma once

#include "simulators/row_simulator.hpp"

namespace inquest {

SimulatorBundle make_gaussian_linear(const NoOptions& options, const SimulatorRequest& request);
SimulatorBundle make_gaussian_linear_uniform(const NoOptions& options, const SimulatorRequest& request);

}  // namespace inquest
