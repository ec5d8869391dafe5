#include "flows/estimators/flow_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace inquest {

FlowDensity::FlowDensity(const ParameterSpace& space, const Coordinates& coordinates, const FlowEnsemble& flows,
                         Tensor context)
    : space_(space), coordinates_(coordinates), flows_(flows), context_(std::move(context)) {}

Draws FlowDensity::sample(std::size_t count, Seed seed, Reporter&) const {
  const Matrix z = flows_.sample(count, context_, seed);
  Draws draws{Matrix(count, space_.dimension()), std::vector<double>(count), {}};
  coordinates_.to_parameters(z, draws.theta);
  log_prob_of(z, draws.theta, draws.log_prob);
  return draws;
}

void FlowDensity::log_prob(ConstMatrixView theta, std::span<double> out) const {
  Matrix z(theta.rows(), theta.cols());
  coordinates_.from_parameters(theta, z);
  log_prob_of(z, theta, out);
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    // z is not finite at the edges of the prior either, but for periodic parameters.
    const bool inside = space_.contains(theta.row(i)) &&
                        std::ranges::all_of(z.row(i), [](double value) { return std::isfinite(value); });
    if (!inside) out[i] = -std::numeric_limits<double>::infinity();
  }
}

void FlowDensity::log_prob_of(ConstMatrixView z, ConstMatrixView theta, std::span<double> out) const {
  flows_.log_prob(z, context_, out);
  std::vector<double> log_det(z.rows());
  coordinates_.log_abs_det(z, theta, log_det);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] -= log_det[i];
}

}  // namespace inquest
