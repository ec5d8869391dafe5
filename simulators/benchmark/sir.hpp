// sir: an epidemic among a million people, tested on ten days (Kermack & McKendrick 1927).
//
//   S' = -beta S I / N, I' = beta S I / N - gamma I, N = 1,000,000, S(0) = N - 1, I(0) = 1
//   x_i ~ Binomial(1000, I(t_i) / N), t_i = 0, 17, ..., 153 days
#pragma once

#include <optional>
#include <vector>

#include "simulators/row_simulator.hpp"

namespace inquest {

/// I(t_i) [10], or nothing where the equations could not be solved.
std::optional<std::vector<double>> sir_infected(double beta, double gamma);

SimulatorBundle make_sir(const NoOptions& options, const SimulatorRequest& request);

}  // namespace inquest
