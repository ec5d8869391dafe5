// Ordinary differential equations of two quantities, solved at evenly spaced times.
//
// The explicit Runge-Kutta method of Dormand & Prince (1980), whose steps keep the local error below 1e-8, absolute and
// relative (Boost.Odeint).
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <vector>

namespace inquest {

using PlanePoint = std::array<double, 2>;

struct PlaneOde {
  std::function<PlanePoint(const PlanePoint&)> derivative;
  PlanePoint start;
};

/// The solution at 0, interval, ..., (count - 1) interval; nothing where it leaves the finite numbers or takes more
/// than 100,000 steps in one interval.
std::optional<std::vector<PlanePoint>> solve(const PlaneOde& ode, double interval, std::size_t count);

}  // namespace inquest
