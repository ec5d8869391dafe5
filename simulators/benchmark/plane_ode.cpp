#include "simulators/benchmark/plane_ode.hpp"

#include <algorithm>
#include <cmath>

#include <boost/numeric/odeint/integrate/integrate_times.hpp>
#include <boost/numeric/odeint/integrate/max_step_checker.hpp>
#include <boost/numeric/odeint/stepper/generation.hpp>

namespace inquest {
namespace {

namespace odeint = boost::numeric::odeint;

bool is_finite(const PlanePoint& point) { return std::isfinite(point[0]) && std::isfinite(point[1]); }

}  // namespace

std::optional<std::vector<PlanePoint>> solve(const PlaneOde& ode, double interval, std::size_t count) {
  constexpr double tolerance = 1e-8;
  constexpr double first_step = 0.01;
  constexpr int most_steps = 100'000;
  std::vector<double> times(count);
  for (std::size_t i = 0; i < count; ++i) times[i] = interval * static_cast<double>(i);
  std::vector<PlanePoint> points;
  PlanePoint state = ode.start;
  const auto slope = [&](const PlanePoint& at, PlanePoint& derivative, double) { derivative = ode.derivative(at); };
  try {
    odeint::integrate_times(
        odeint::make_controlled<odeint::runge_kutta_dopri5<PlanePoint>>(tolerance, tolerance), slope, state,
        times.begin(), times.end(), first_step, [&](const PlanePoint& point, double) { points.push_back(point); },
        odeint::max_step_checker(most_steps));
  } catch (const odeint::odeint_error&) {
    return std::nullopt;
  }
  if (!std::all_of(points.begin(), points.end(), is_finite)) return std::nullopt;
  return points;
}

}  // namespace inquest
