// InputTransform: a monotone map of one number of the data, before it is shifted and scaled.
//
//   none    y = x
//   log1p   y = ln(1 + x) of x above -1: counts
//   asinh   y = asinh((x - origin) / width): linear near its origin and logarithmic far from it, whatever the sign
//
// Data over many orders of magnitude (counts, fluxes, populations) reach networks as numbers of one order. asinh with a
// fitted origin and width, the symmetric logarithm, is Johnson's (1949) S_U system without its last, linear step.
#pragma once

#include <vector>

namespace inquest {

struct InputTransform {
  enum class Kind { none, log1p, asinh };

  Kind kind = Kind::none;
  double origin = 0;  // of asinh
  double width = 1;   // of asinh, positive

  /// Not finite outside the domain.
  double operator()(double x) const;
  double inverse(double y) const;

  /// log dy/dx.
  double log_derivative(double x) const;
};

/// The asinh that brings `values` nearest to a normal distribution, by the profile likelihood of location and scale
/// (Box & Cox 1964); none unless it gains more than `least_gain` nats a value.
InputTransform fit_symmetric_log(std::vector<double> values, double least_gain);

}  // namespace inquest
