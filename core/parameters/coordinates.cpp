#include "core/parameters/coordinates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

// A flat chart is scale (F - middle).
double scale_of(Chart chart) {
  if (chart == Chart::centred) return 2 * std::numbers::sqrt3;
  return chart == Chart::angle ? 2 * std::numbers::pi : 1;
}

double middle_of(Chart chart) { return chart == Chart::unit ? 0 : 0.5; }

double flat_of_unit(Chart chart, double unit) { return scale_of(chart) * (unit - middle_of(chart)); }

double unit_of_flat(Chart chart, double c) {
  const double unit = c / scale_of(chart) + middle_of(chart);
  return chart == Chart::angle ? unit - std::floor(unit) : unit;
}

}  // namespace

Coordinates::Coordinates(const ParameterSpace& space, const std::function<Chart(const Parameter&)>& chart)
    : space_(space) {
  for (std::size_t j = 0; j < space.dimension(); ++j) {
    const Parameter& parameter = space.free_parameter(j);
    charts_.push_back(parameter.prior ? chart(parameter) : Chart::normal);
    if (charts_.back() == Chart::angle) circular_.push_back(static_cast<std::int64_t>(j));
  }
}

void Coordinates::from_parameters(ConstMatrixView theta, MatrixView c) const {
  space_.to_unconstrained(theta, c);
  for (std::size_t j = 0; j < size(); ++j) {
    if (charts_[j] == Chart::normal) continue;
    for (std::size_t i = 0; i < c.rows(); ++i) c(i, j) = flat_of_unit(charts_[j], prior(j).to_unit(theta(i, j)));
  }
}

// The middle of the prior in place of flat columns, so that the maps of the whole space can be used.
Matrix Coordinates::normal_part(ConstMatrixView c) const {
  Matrix normal(c.rows(), c.cols());
  std::ranges::copy(c.values(), normal.values().begin());
  for (std::size_t j = 0; j < size(); ++j) {
    if (charts_[j] == Chart::normal) continue;
    for (std::size_t i = 0; i < c.rows(); ++i) normal(i, j) = 0;
  }
  return normal;
}

void Coordinates::to_parameters(ConstMatrixView c, MatrixView theta) const {
  space_.from_unconstrained(normal_part(c), theta);
  for (std::size_t j = 0; j < size(); ++j) {
    if (charts_[j] == Chart::normal) continue;
    for (std::size_t i = 0; i < c.rows(); ++i) theta(i, j) = prior(j).from_unit(unit_of_flat(charts_[j], c(i, j)));
  }
}

void Coordinates::log_abs_det(ConstMatrixView c, ConstMatrixView theta, std::span<double> out) const {
  space_.log_abs_det(normal_part(c), out);
  for (std::size_t j = 0; j < size(); ++j) {
    if (charts_[j] == Chart::normal) continue;
    const double at_middle = prior(j).log_abs_det(0);
    for (std::size_t i = 0; i < c.rows(); ++i) {
      out[i] -= at_middle + std::log(scale_of(charts_[j])) + prior(j).log_prob(theta(i, j));
    }
  }
}

void Coordinates::gradient_by_parameters(ConstMatrixView theta, MatrixView gradient) const {
  Matrix by_chart(gradient.rows(), gradient.cols()), z(theta.rows(), theta.cols());
  std::ranges::copy(ConstMatrixView(gradient).values(), by_chart.values().begin());
  space_.to_unconstrained(theta, z);
  space_.gradient_by_parameters(z, gradient);
  for (std::size_t j = 0; j < size(); ++j) {
    if (charts_[j] == Chart::normal) continue;
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      gradient(i, j) = by_chart(i, j) * scale_of(charts_[j]) * std::exp(prior(j).log_prob(theta(i, j)));
    }
  }
}

void Coordinates::from_unconstrained(ConstMatrixView z, MatrixView c) const {
  std::ranges::copy(z.values(), c.data());
  for (std::size_t k = 0; k < c.size(); ++k) {
    const Chart chart = charts_[k % size()];
    if (chart != Chart::normal) c.data()[k] = flat_of_unit(chart, unit_of_tail(tail_of_normal(c.data()[k])));
  }
}

void Coordinates::to_unconstrained(ConstMatrixView c, MatrixView z) const {
  std::ranges::copy(c.values(), z.data());
  for (std::size_t k = 0; k < z.size(); ++k) {
    const Chart chart = charts_[k % size()];
    if (chart != Chart::normal) z.data()[k] = normal_of_tail(tail_of_unit(unit_of_flat(chart, z.data()[k])));
  }
}

void Coordinates::log_prior(ConstMatrixView c, std::span<double> out) const {
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = 0;
    for (std::size_t j = 0; j < size(); ++j) {
      if (charts_[j] == Chart::normal) {
        out[i] += log_normal_density(c(i, j));
        continue;
      }
      const double unit = c(i, j) / scale_of(charts_[j]) + middle_of(charts_[j]);
      out[i] =
          unit > 0 && unit < 1 ? out[i] - std::log(scale_of(charts_[j])) : -std::numeric_limits<double>::infinity();
    }
  }
}

Coordinates circles_and_normals(const ParameterSpace& space) {
  return {space, [](const Parameter& parameter) { return parameter.periodic ? Chart::angle : Chart::normal; }};
}

Coordinates flat_where_bounded(const ParameterSpace& space, Chart flat) {
  return {space, [flat](const Parameter& parameter) {
            const bool bounded = std::isfinite(parameter.prior->lower()) && std::isfinite(parameter.prior->upper());
            return bounded ? flat : Chart::normal;
          }};
}

Coordinates unit_where_flat(const ParameterSpace& space) {
  return {space, [](const Parameter& parameter) {
            const std::string& family = parameter.prior->family();
            return family == "uniform" || family == "log_uniform" ? Chart::unit : Chart::normal;
          }};
}

}  // namespace inquest
