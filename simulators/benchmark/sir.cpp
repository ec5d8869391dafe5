#include "simulators/benchmark/sir.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/special_functions/gamma.hpp>
#include <boost/random/binomial_distribution.hpp>

#include "core/parameters/quiet_policy.hpp"
#include "simulators/benchmark/plane_ode.hpp"

namespace inquest {
namespace {

constexpr std::size_t days = 10;
constexpr int tests = 1000;
constexpr double population = 1e6;

double log_gamma(double x) { return boost::math::lgamma(x, QuietPolicy()); }

// The solver's error can take the share a little outside its range.
double share_of(double infected) { return std::clamp(infected / population, 0.0, 1.0); }

SimulationStatus draw(std::span<const double> theta, Random& random, std::span<double> x) {
  const auto infected = sir_infected(theta[0], theta[1]);
  if (!infected) return SimulationStatus::failed;
  for (std::size_t i = 0; i < days; ++i) {
    x[i] = boost::random::binomial_distribution<int>(tests, share_of((*infected)[i]))(random);
  }
  return SimulationStatus::ok;
}

double log_binomial(double count, double share) {
  if (count < 0 || count > tests || count != std::floor(count)) return -std::numeric_limits<double>::infinity();
  const double misses = tests - count;
  double result = log_gamma(tests + 1.0) - log_gamma(count + 1) - log_gamma(misses + 1);
  if (count > 0) result += count * std::log(share);
  if (misses > 0) result += misses * std::log1p(-share);
  return result;
}

double log_density(std::span<const double> theta, std::span<const double> x) {
  const auto infected = sir_infected(theta[0], theta[1]);
  if (!infected) return -std::numeric_limits<double>::infinity();
  double result = 0;
  for (std::size_t i = 0; i < days; ++i) result += log_binomial(x[i], share_of((*infected)[i]));
  return result;
}

}  // namespace

std::optional<std::vector<double>> sir_infected(double beta, double gamma) {
  const auto derivative = [=](const PlanePoint& point) {
    const auto [susceptible, infected] = point;
    const double infections = beta * susceptible * infected / population;
    return PlanePoint{-infections, infections - gamma * infected};
  };
  const auto points = solve({.derivative = derivative, .start = {population - 1, 1}}, 17, days);
  if (!points) return std::nullopt;
  std::vector<double> infected;
  for (const PlanePoint& point : *points) infected.push_back(point[1]);
  return infected;
}

SimulatorBundle make_sir(const NoOptions&, const SimulatorRequest& request) {
  return make_row_simulator(
      {.name = "sir",
       .parameters = {"beta", "gamma"},
       .data_shape = {days},
       .draw = draw,
       .likelihood = [](std::span<const double> x) { return [x](auto theta) { return log_density(theta, x); }; }},
      request);
}

}  // namespace inquest
