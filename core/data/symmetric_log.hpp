// SymmetricLog: a monotone map that is linear near its origin and logarithmic far from it, y = asinh((x - origin) /
// width).
//
// Data over many orders of magnitude (counts, fluxes, populations) reach networks as numbers of one order, whatever
// their signs; the map is Johnson's (1949) S_U system without its last, linear step.
#pragma once

#include <vector>

namespace inquest {

struct SymmetricLog {
  double origin = 0;
  double width = 0;  // 0: the identity

  double operator()(double x) const;
  double inverse(double y) const;

  /// log dy/dx.
  double log_derivative(double x) const;
};

/// The map that brings `values` nearest to a normal distribution, by the profile likelihood of location and scale
/// (Box & Cox 1964); the identity unless it gains more than `least_gain` nats a value.
SymmetricLog fit_symmetric_log(std::vector<double> values, double least_gain);

}  // namespace inquest
