// PolynomialBasis: polynomials of the parameters that are orthonormal under the prior (Xiu & Karniadakis 2002), so that
// regressions on draws of the prior are well conditioned.
//
// A parameter with two finite ends enters by Legendre polynomials of its place u in the unit cube of the prior, any
// other one by Hermite polynomials of its unconstrained z. Terms are products up to a total degree.
#pragma once

#include <vector>

#include "core/parameters/coordinates.hpp"

namespace inquest {

class PolynomialBasis {
 public:
  PolynomialBasis(ParameterSpace space, std::size_t degree);

  /// Terms up to a degree: (d + degree)! / (d! degree!).
  static std::size_t count(std::size_t dimension, std::size_t degree);

  std::size_t size() const { return powers_.size(); }
  std::size_t degree() const { return degree_; }
  const ParameterSpace& space() const { return space_; }
  const Coordinates& coordinates() const { return coordinates_; }

  /// All terms at each row of theta [n, d], free parameters within the prior: [n, size].
  Matrix evaluate(ConstMatrixView theta) const;

  /// Their derivatives by the coordinate of parameter j, its u or z: [n, size].
  Matrix derivative(ConstMatrixView theta, std::size_t j) const;

 private:
  Matrix products(ConstMatrixView theta, std::size_t differentiated) const;

  ParameterSpace space_;
  Coordinates coordinates_;
  std::size_t degree_;
  std::vector<std::vector<std::size_t>> powers_;  // of each parameter in each term
};

}  // namespace inquest
