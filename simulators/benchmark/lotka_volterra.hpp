// lotka_volterra: prey and predators, counted ten times (Lotka 1920; Volterra 1926).
//
//   u' = alpha u - beta u v, v' = -gamma v + delta u v, u(0) = 30, v(0) = 1
//   ln x_i ~ N(ln u(t_i), 0.1^2), then ln x_(10 + i) ~ N(ln v(t_i), 0.1^2), t_i = 0, 2.1, ..., 18.9
//
// Populations below 1e-10 and above 10,000 are counted as these numbers.
#pragma once

#include <optional>
#include <vector>

#include "simulators/row_simulator.hpp"

namespace inquest {

/// u(t_i), then v(t_i) [20], or nothing where the equations could not be solved; theta = (alpha, beta, gamma, delta).
std::optional<std::vector<double>> lotka_volterra_populations(std::span<const double> theta);

SimulatorBundle make_lotka_volterra(const NoOptions& options, const SimulatorRequest& request);

}  // namespace inquest
