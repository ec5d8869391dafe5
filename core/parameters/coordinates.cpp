#include "core/parameters/coordinates.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace inquest {
namespace {

constexpr double turn = 2 * std::numbers::pi;

}  // namespace

Coordinates::Coordinates(const ParameterSpace& space) : space_(space) {
  for (std::size_t i = 0; i < space.dimension(); ++i) {
    if (space.free_parameter(i).periodic) circular_.push_back(static_cast<std::int64_t>(i));
  }
}

void Coordinates::from_parameters(ConstMatrixView theta, MatrixView z) const {
  space_.to_unconstrained(theta, z);
  for (const std::int64_t column : circular_) {
    const auto j = static_cast<std::size_t>(column);
    for (std::size_t i = 0; i < z.rows(); ++i) z(i, j) = turn * (prior(column).to_unit(theta(i, j)) - 0.5);
  }
}

// The middle of the prior in place of angles, so that the maps of the whole space can be used.
Matrix Coordinates::real_part(ConstMatrixView z) const {
  Matrix real(z.rows(), z.cols());
  std::ranges::copy(z.values(), real.values().begin());
  for (const std::int64_t column : circular_) {
    for (std::size_t i = 0; i < z.rows(); ++i) real(i, static_cast<std::size_t>(column)) = 0;
  }
  return real;
}

void Coordinates::to_parameters(ConstMatrixView z, MatrixView theta) const {
  space_.from_unconstrained(real_part(z), theta);
  for (const std::int64_t column : circular_) {
    const auto j = static_cast<std::size_t>(column);
    for (std::size_t i = 0; i < z.rows(); ++i) {
      const double unit = z(i, j) / turn + 0.5;
      theta(i, j) = prior(column).from_unit(unit - std::floor(unit));
    }
  }
}

void Coordinates::log_abs_det(ConstMatrixView z, ConstMatrixView theta, std::span<double> out) const {
  space_.log_abs_det(real_part(z), out);
  for (const std::int64_t column : circular_) {
    const double at_middle = prior(column).log_abs_det(0);
    const auto j = static_cast<std::size_t>(column);
    for (std::size_t i = 0; i < z.rows(); ++i) {
      out[i] -= at_middle + std::log(turn) + prior(column).log_prob(theta(i, j));
    }
  }
}

}  // namespace inquest
