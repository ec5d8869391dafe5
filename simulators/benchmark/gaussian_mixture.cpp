#include "simulators/benchmark/gaussian_mixture.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace inquest {
namespace {

constexpr double wide = 1;
constexpr double narrow = 0.1;

SimulationStatus draw(std::span<const double> theta, Random& random, std::span<double> x) {
  const double sd = random.below(2) == 0 ? wide : narrow;
  for (std::size_t i = 0; i < 2; ++i) x[i] = theta[i] + sd * random.normal();
  return SimulationStatus::ok;
}

double log_density(std::span<const double> theta, std::span<const double> x) {
  const double squares = std::pow(x[0] - theta[0], 2) + std::pow(x[1] - theta[1], 2);
  const auto log_normal = [&](double sd) {
    return -0.5 * squares / (sd * sd) - std::log(2 * std::numbers::pi * sd * sd);
  };
  const auto [less, more] = std::minmax({log_normal(wide), log_normal(narrow)});
  return more + std::log1p(std::exp(less - more)) - std::numbers::ln2;
}

}  // namespace

SimulatorBundle make_gaussian_mixture(const NoOptions&, const SimulatorRequest& request) {
  return make_row_simulator(
      {.name = "gaussian_mixture",
       .parameters = numbered_parameters(2),
       .data_shape = {2},
       .draw = draw,
       .likelihood = [](std::span<const double> x) { return [x](auto theta) { return log_density(theta, x); }; }},
      request);
}

}  // namespace inquest
