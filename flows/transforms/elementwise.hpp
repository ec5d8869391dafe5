// Elementwise: a monotone transform of one coordinate, whose shape a conditioner chooses; one of a closed set.
//
// Each has kernels over columns (`forward`, `backward`, `inverse`) and references in LibTorch's own operations.
#pragma once

#include <variant>

#include "flows/transforms/affine.hpp"
#include "flows/transforms/rational_quadratic.hpp"

namespace inquest {

using Elementwise = std::variant<Affine, RationalQuadratic>;

/// Numbers per coordinate that a conditioner has to give.
inline std::int64_t parameters_of(const Elementwise& transform) {
  return std::visit([](const auto& t) { return t.parameters(); }, transform);
}

/// Whether the coordinate is an angle in [-pi, pi), uniform at the base of a flow, rather than a real number.
inline bool is_circular(const Elementwise& transform) {
  const auto* spline = std::get_if<RationalQuadratic>(&transform);
  return spline != nullptr && spline->circular;
}

}  // namespace inquest
