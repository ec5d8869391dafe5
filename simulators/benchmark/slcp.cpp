#include "simulators/benchmark/slcp.hpp"

#include <cmath>
#include <numbers>

namespace inquest {
namespace {

constexpr std::size_t points = 4;

// Lower Cholesky factor of the covariance, {L_11, L_21, L_22}.
std::array<double, 3> factor(std::span<const double> theta) {
  const auto [s_11, s_12, s_22] = slcp_covariance(theta);
  const double l_11 = std::sqrt(s_11);
  const double l_21 = s_12 / l_11;
  return {l_11, l_21, std::sqrt(s_22 - l_21 * l_21)};
}

}  // namespace

std::array<double, 3> slcp_covariance(std::span<const double> theta) {
  constexpr double jitter = 1e-6;
  const double s_1 = theta[2] * theta[2];
  const double s_2 = theta[3] * theta[3];
  return {s_1 * s_1 + jitter, std::tanh(theta[4]) * s_1 * s_2, s_2 * s_2 + jitter};
}

void draw_slcp(std::span<const double> theta, Random& random, std::span<double> x) {
  const auto [l_11, l_21, l_22] = factor(theta);
  for (std::size_t i = 0; i < points; ++i) {
    const double u = random.normal();
    const double v = random.normal();
    x[2 * i] = theta[0] + l_11 * u;
    x[2 * i + 1] = theta[1] + l_21 * u + l_22 * v;
  }
}

double slcp_log_density(std::span<const double> theta, std::span<const double> x) {
  const auto [l_11, l_21, l_22] = factor(theta);
  double squares = 0;
  for (std::size_t i = 0; i < points; ++i) {
    const double u = (x[2 * i] - theta[0]) / l_11;
    const double v = (x[2 * i + 1] - theta[1] - l_21 * u) / l_22;
    squares += u * u + v * v;
  }
  return -0.5 * squares - points * std::log(2 * std::numbers::pi * l_11 * l_22);
}

SimulatorBundle make_slcp(const NoOptions&, const SimulatorRequest& request) {
  return make_row_simulator(
      {.name = "slcp",
       .parameters = numbered_parameters(5),
       .data_shape = {2 * points},
       .draw =
           [](auto theta, Random& random, auto x) {
             draw_slcp(theta, random, x);
             return SimulationStatus::ok;
           },
       .likelihood = [](std::span<const double> x) { return [x](auto theta) { return slcp_log_density(theta, x); }; }},
      request);
}

}  // namespace inquest
