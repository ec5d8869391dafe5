#include "simulators/benchmark/two_moons.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace inquest {
namespace {

constexpr double radius_mean = 0.1;
constexpr double radius_sd = 0.01;

std::array<double, 2> centre(std::span<const double> theta) {
  return {0.25 - std::abs(theta[0] + theta[1]) / std::numbers::sqrt2, (theta[1] - theta[0]) / std::numbers::sqrt2};
}

SimulationStatus draw(std::span<const double> theta, Random& random, std::span<double> x) {
  const double angle = std::numbers::pi * (random.uniform() - 0.5);
  const double radius = radius_mean + radius_sd * random.normal();
  const auto [x_0, y_0] = centre(theta);
  x[0] = x_0 + radius * std::cos(angle);
  x[1] = y_0 + radius * std::sin(angle);
  return SimulationStatus::ok;
}

double log_density(std::span<const double> theta, std::span<const double> x) {
  const auto [x_0, y_0] = centre(theta);
  if (x[0] <= x_0) return -std::numeric_limits<double>::infinity();
  const double rho = std::hypot(x[0] - x_0, x[1] - y_0);
  const double z = (rho - radius_mean) / radius_sd;
  return -0.5 * (z * z + std::log(2 * std::numbers::pi)) - std::log(radius_sd * std::numbers::pi * rho);
}

}  // namespace

SimulatorBundle make_two_moons(const NoOptions&, const SimulatorRequest& request) {
  return make_row_simulator(
      {.name = "two_moons",
       .parameters = numbered_parameters(2),
       .data_shape = {2},
       .draw = draw,
       .likelihood = [](std::span<const double> x) { return [x](auto theta) { return log_density(theta, x); }; }},
      request);
}

}  // namespace inquest
