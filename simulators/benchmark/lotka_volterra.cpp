#include "simulators/benchmark/lotka_volterra.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "simulators/benchmark/plane_ode.hpp"

namespace inquest {
namespace {

constexpr std::size_t counts = 10;
constexpr double sd = 0.1;  // of the logarithm of a count

double log_median(double population) { return std::log(std::clamp(population, 1e-10, 1e4)); }

SimulationStatus draw(std::span<const double> theta, Random& random, std::span<double> x) {
  const auto populations = lotka_volterra_populations(theta);
  if (!populations) return SimulationStatus::failed;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::exp(log_median((*populations)[i]) + sd * random.normal());
  return SimulationStatus::ok;
}

double log_density(std::span<const double> theta, std::span<const double> x) {
  constexpr double nowhere = -std::numeric_limits<double>::infinity();
  const auto populations = lotka_volterra_populations(theta);
  if (!populations) return nowhere;
  double result = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!(x[i] > 0)) return nowhere;
    const double z = (std::log(x[i]) - log_median((*populations)[i])) / sd;
    result -= 0.5 * (z * z + std::log(2 * std::numbers::pi)) + std::log(sd * x[i]);
  }
  return result;
}

}  // namespace

std::optional<std::vector<double>> lotka_volterra_populations(std::span<const double> theta) {
  const auto derivative = [&](const PlanePoint& point) {
    const auto [prey, predators] = point;
    return PlanePoint{(theta[0] - theta[1] * predators) * prey, (theta[3] * prey - theta[2]) * predators};
  };
  const auto points = solve({.derivative = derivative, .start = {30, 1}}, 2.1, counts);
  if (!points) return std::nullopt;
  std::vector<double> populations(2 * counts);
  for (std::size_t i = 0; i < counts; ++i) {
    populations[i] = (*points)[i][0];
    populations[counts + i] = (*points)[i][1];
  }
  return populations;
}

SimulatorBundle make_lotka_volterra(const NoOptions&, const SimulatorRequest& request) {
  return make_row_simulator(
      {.name = "lotka_volterra",
       .parameters = {"alpha", "beta", "gamma", "delta"},
       .data_shape = {2 * counts},
       .draw = draw,
       .likelihood = [](std::span<const double> x) { return [x](auto theta) { return log_density(theta, x); }; }},
      request);
}

}  // namespace inquest
