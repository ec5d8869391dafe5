// slcp: a simple likelihood with a complex posterior, four points from a normal in the plane (Papamakarios, Sterratt &
// Murray 2019).
//
//   x = four draws of N(m, S), m = (theta_1, theta_2), S = [s1^2, rho s1 s2; rho s1 s2, s2^2] + 1e-6 I
//   s1 = theta_3^2, s2 = theta_4^2, rho = tanh theta_5
//
// The signs of theta_3 and theta_4 do not matter: the posterior has four modes.
#pragma once

#include <array>
#include <span>

#include "simulators/row_simulator.hpp"

namespace inquest {

/// S as {S_11, S_12, S_22}.
std::array<double, 3> slcp_covariance(std::span<const double> theta);

/// Fills x [8] with the four points, one after the other.
void draw_slcp(std::span<const double> theta, Random& random, std::span<double> x);

double slcp_log_density(std::span<const double> theta, std::span<const double> x);

SimulatorBundle make_slcp(const NoOptions& options, const SimulatorRequest& request);

}  // namespace inquest
