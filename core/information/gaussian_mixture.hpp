// Mixtures of normal densities by expectation-maximisation (Dempster, Laird & Rubin 1977), whose marginals and
// conditionals are known.
#pragma once

#include <optional>
#include <vector>

#include <Eigen/Core>

#include "core/information/conditional_fit.hpp"

namespace inquest {

class GaussianMixture {
 public:
  struct Component {
    double weight = 1;
    Eigen::VectorXd mean;        // [d]
    Eigen::MatrixXd covariance;  // [d, d]
  };

  explicit GaussianMixture(std::vector<Component> components) : components_(std::move(components)) {}

  /// Fitted to rows [n, d] of about unit variance; nothing where there are fewer than two rows for each of its numbers,
  /// or of one component for each column.
  static std::optional<GaussianMixture> fit(ConstMatrixView rows, std::size_t components, Seed seed);

  const std::vector<Component>& components() const { return components_; }

  /// That of the columns [first, first + count).
  GaussianMixture marginal(std::size_t first, std::size_t count) const;

  /// Of rows [n, d].
  void log_density(ConstMatrixView rows, std::span<double> out) const;

 private:
  std::vector<Component> components_;
};

/// p(y | c) = p(y, c) / p(c) of a mixture of so many components of (y, c); of one it is a linear regression.
ConditionalFit mixture_fit(std::size_t components);

}  // namespace inquest
