#include "moments/polynomial_basis.hpp"

#include <algorithm>
#include <cmath>

namespace inquest {
namespace {

// P_0 ... P_degree of Legendre at 2 u - 1, of unit variance for u ~ U(0, 1).
std::vector<double> legendre(double u, std::size_t degree) {
  const double x = 2 * u - 1;
  std::vector<double> p(degree + 1, 1.0);
  if (degree > 0) p[1] = x;
  for (std::size_t k = 1; k < degree; ++k) {
    const auto n = static_cast<double>(k);
    p[k + 1] = ((2 * n + 1) * x * p[k] - n * p[k - 1]) / (n + 1);
  }
  for (std::size_t k = 0; k <= degree; ++k) p[k] *= std::sqrt(2 * static_cast<double>(k) + 1);
  return p;
}

// Their derivatives by u: before they are normalised P'_k is the sum of (2 l + 1) P_l over l = k - 1, k - 3, ...
std::vector<double> legendre_derivatives(double u, std::size_t degree) {
  const std::vector<double> p = legendre(u, degree);
  std::vector<double> derivative(degree + 1, 0.0);
  for (std::size_t k = 1; k <= degree; ++k) {
    for (std::size_t below = k; below-- > 0;) {
      if ((k - below) % 2 == 0) continue;
      derivative[k] += 2 * std::sqrt(2 * static_cast<double>(below) + 1) * p[below];
    }
    derivative[k] *= std::sqrt(2 * static_cast<double>(k) + 1);
  }
  return derivative;
}

// He_0 ... He_degree of Hermite, of unit variance for z ~ N(0, 1).
std::vector<double> hermite(double z, std::size_t degree) {
  std::vector<double> h(degree + 1, 1.0);
  if (degree > 0) h[1] = z;
  for (std::size_t k = 1; k < degree; ++k) {
    const auto n = static_cast<double>(k);
    h[k + 1] = (z * h[k] - std::sqrt(n) * h[k - 1]) / std::sqrt(n + 1);
  }
  return h;
}

std::vector<double> hermite_derivatives(double z, std::size_t degree) {
  const std::vector<double> h = hermite(z, degree);
  std::vector<double> derivative(degree + 1, 0.0);
  for (std::size_t k = 1; k <= degree; ++k) derivative[k] = std::sqrt(static_cast<double>(k)) * h[k - 1];
  return derivative;
}

// Appends the powers of all terms whose first ones are `start`.
void add_terms(std::vector<std::size_t> start, std::size_t left, std::size_t dimension,
               std::vector<std::vector<std::size_t>>& terms) {
  if (start.size() == dimension) {
    terms.push_back(std::move(start));
    return;
  }
  for (std::size_t power = 0; power <= left; ++power) {
    std::vector<std::size_t> longer = start;
    longer.push_back(power);
    add_terms(std::move(longer), left - power, dimension, terms);
  }
}

}  // namespace

PolynomialBasis::PolynomialBasis(ParameterSpace space, std::size_t degree)
    : space_(std::move(space)), coordinates_(flat_where_bounded(space_, Chart::unit)), degree_(degree) {
  add_terms({}, degree, space_.dimension(), powers_);
}

std::size_t PolynomialBasis::count(std::size_t dimension, std::size_t degree) {
  double terms = 1;
  for (std::size_t k = 1; k <= degree; ++k) terms *= static_cast<double>(dimension + k) / static_cast<double>(k);
  return static_cast<std::size_t>(std::lround(terms));
}

// All terms, with the factor of one parameter replaced by its derivative, if there is such a parameter.
Matrix PolynomialBasis::products(ConstMatrixView theta, std::size_t differentiated) const {
  const std::size_t d = space_.dimension();
  Matrix c(theta.rows(), d), terms(theta.rows(), size());
  coordinates_.from_parameters(theta, c);
  std::vector<std::vector<double>> of_parameter(d);
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      const auto flat = j == differentiated ? legendre_derivatives : legendre;
      const auto normal = j == differentiated ? hermite_derivatives : hermite;
      of_parameter[j] = (coordinates_.chart(j) == Chart::unit ? flat : normal)(c(i, j), degree_);
    }
    for (std::size_t t = 0; t < size(); ++t) {
      double product = 1;
      for (std::size_t j = 0; j < d; ++j) product *= of_parameter[j][powers_[t][j]];
      terms(i, t) = product;
    }
  }
  return terms;
}

Matrix PolynomialBasis::evaluate(ConstMatrixView theta) const { return products(theta, space_.dimension()); }

Matrix PolynomialBasis::derivative(ConstMatrixView theta, std::size_t j) const { return products(theta, j); }

}  // namespace inquest
