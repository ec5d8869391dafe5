// Mixtures of elliptical densities, fitted to weighted points by expectation-maximisation.
//
// A component has a centre, a shape and a law of the distance r = |lower^-1 (x - centre)|: that of Student's t (Peel &
// McLachlan 2000), or one read off the points, which also fits shells.
#pragma once

#include <vector>

#include <Eigen/Core>

#include "core/base/matrix_view.hpp"
#include "evidence/nested/refine/proposal.hpp"

namespace inquest {

class EllipticalMixture {
 public:
  struct Component {
    double weight = 1;
    Eigen::VectorXd centre;      // [d]
    Eigen::MatrixXd lower;       // [d, d]
    Eigen::MatrixXd inverse;     // [d, d], of `lower`
    double log_det = 0;          // ln det lower
    double dof = 8;              // of Student's t
    std::vector<double> radial;  // density of r in cells of equal width, or empty for Student's t alone
    double cell = 0;             // width
  };

  explicit EllipticalMixture(std::vector<Component> components) : components_(std::move(components)) {}

  const std::vector<Component>& components() const { return components_; }

  /// Log density of each row of x [n, d].
  void log_density(ConstMatrixView x, std::span<double> out) const;
  void sample(Random& random, MatrixView x) const;

  /// Copies itself into callables.
  Proposal proposal() const;

 private:
  std::vector<Component> components_;
};

struct MixtureFitOptions {
  std::vector<std::size_t> components = {1, 2, 4, 8, 16, 32};  // numbers to try
  bool shells = true;                                          // try laws of the distance read off the points
};

/// The mixture, among those tried, under which a third of the points that was held out is most probable, fitted to all
/// of them. `points` [n, d] with weights [n]. Throws Error(data) where there are too few points for one component.
EllipticalMixture fit_mixture(ConstMatrixView points, std::span<const double> weights, const MixtureFitOptions& options,
                              Seed seed);

/// The same mixture, fitted to other points from where it stands.
EllipticalMixture refit_mixture(const EllipticalMixture& start, ConstMatrixView points,
                                std::span<const double> weights);

}  // namespace inquest
