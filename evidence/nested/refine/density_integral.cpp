#include "evidence/nested/refine/density_integral.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/random.hpp"
#include "core/parameters/tail.hpp"
#include "core/sampling/importance_weights.hpp"
#include "evidence/nested/refine/elliptical_mixture.hpp"
#include "evidence/nested/refine/pareto.hpp"

namespace inquest {
namespace {

constexpr double prior_share = 0.1;
constexpr double largest_shape = 0.7;  // of weights whose mean has an error that means anything

/// Every k-th row in unconstrained space; rows at an end of the prior, which has none there, are left out.
Matrix fitted_rows(const ParameterSpace& space, ConstMatrixView theta, std::size_t most) {
  const std::size_t rows = std::min(theta.rows(), most);
  Matrix z(rows, theta.cols());
  for (std::size_t i = 0; i < rows; ++i) std::ranges::copy(theta.row(i * theta.rows() / rows), z.row(i).begin());
  space.to_unconstrained(z, z);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    if (!std::ranges::all_of(z.row(i), [](double value) { return std::isfinite(value); })) continue;
    std::ranges::copy(z.row(i), z.row(kept++).begin());
  }
  z.values().resize(kept * z.cols());
  Matrix out(kept, theta.cols());
  out.values() = std::move(z.values());
  return out;
}

struct ProposalDraws {
  Matrix z;
  std::vector<double> log_density;
};

ProposalDraws propose(const EllipticalMixture& mixture, std::size_t count, std::size_t d, Seed seed) {
  Random random(seed);
  ProposalDraws draws{Matrix(count, d), std::vector<double>(count)};
  const auto from_prior = static_cast<std::size_t>(prior_share * static_cast<double>(count));
  for (double& value : draws.z.view().rows(0, from_prior).values()) value = random.normal();
  mixture.sample(random, draws.z.view().rows(from_prior, count - from_prior));
  mixture.log_density(draws.z, draws.log_density);
  for (std::size_t i = 0; i < count; ++i) {
    double log_prior = 0;
    for (const double value : draws.z.row(i)) log_prior += log_normal_density(value);
    draws.log_density[i] = log_add(std::log1p(-prior_share) + draws.log_density[i], std::log(prior_share) + log_prior);
  }
  return draws;
}

}  // namespace

bool DensityIntegral::is_known() const { return std::isfinite(log_integral.error) && pareto_k < largest_shape; }

DensityIntegral density_integral(const Evaluable& density, const ParameterSpace& space, ConstMatrixView theta,
                                 const DensityIntegralOptions& options, Seed seed) {
  const Matrix points = fitted_rows(space, theta, options.fitted);
  const EllipticalMixture mixture = fit_mixture(points, std::vector<double>(points.rows(), 1.0),
                                                {.components = {1, 2, 4, 8}, .shells = false}, seed.child("fit"));
  const ProposalDraws draws = propose(mixture, options.calls, theta.cols(), seed.child("draw"));
  Matrix proposed(options.calls, theta.cols());
  space.from_unconstrained(draws.z, proposed);
  std::vector<double> target(options.calls), log_det(options.calls);
  density.log_prob(proposed, target);
  space.log_abs_det(draws.z, log_det);
  std::vector<double> log_weights(options.calls);
  for (std::size_t i = 0; i < target.size(); ++i) {
    target[i] += log_det[i];
    log_weights[i] = target[i] - draws.log_density[i];
  }
  const ImportanceWeights found = importance_weights(target, draws.log_density);
  return {{found.log_integral, found.log_integral_error}, pareto_shape(log_weights)};
}

}  // namespace inquest
