// What tests of maps compare with: the covariance of the pixels of a field, by its definition.
#pragma once

#include <cmath>
#include <numbers>
#include <vector>

#include <Eigen/Core>

#include "core/model/model.hpp"
#include "simulators/maps/rings.hpp"

namespace inquest::testing {

/// The covariance [n * n, n * n] of the pixels of a map of n x n whose power is spectrum [rings] in each ring.
inline Eigen::MatrixXd pixel_covariance(std::size_t n, const std::vector<double>& spectrum) {
  const auto size = static_cast<Eigen::Index>(n * n);
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(size, size);
  const Rings rings(n);
  for (std::size_t k = 0; k < n * n; ++k) {
    for (std::size_t r = 0; r < n * n; ++r) {
      for (std::size_t q = 0; q < n * n; ++q) {
        const double rows = static_cast<double>(r / n) - static_cast<double>(q / n);
        const double columns = static_cast<double>(r % n) - static_cast<double>(q % n);
        const double turns =
            (static_cast<double>(k / n) * rows + static_cast<double>(k % n) * columns) / static_cast<double>(n);
        result(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(q)) +=
            spectrum[rings.ring[k]] * std::cos(2 * std::numbers::pi * turns) / static_cast<double>(n * n);
      }
    }
  }
  return result;
}

/// ln p(x | theta) by the simulator's own likelihood.
inline double log_likelihood(const Model& model, const std::vector<double>& theta, std::span<const double> x) {
  double value = 0;
  model.bundle.likelihood->log_likelihood({theta.data(), 1, theta.size()}, x, {&value, 1});
  return value;
}

/// Rows that are drawn where the simulator's likelihood has a density, and fail where it has none.
inline bool agree_on_domain(const Model& model, const Simulations& drawn) {
  const std::vector<double> x(model.data_size(), 0.0);
  std::vector<double> density(drawn.theta.rows());
  sum_log_likelihood(*model.bundle.likelihood, model.space, x.size(), drawn.theta, x, density);
  std::size_t failed = 0;
  for (std::size_t row = 0; row < density.size(); ++row) {
    const bool fails = drawn.status[row] != SimulationStatus::ok;
    if (fails != (density[row] == -HUGE_VAL)) return false;
    failed += fails ? 1 : 0;
  }
  return failed > 0 && failed < density.size();
}

}  // namespace inquest::testing
