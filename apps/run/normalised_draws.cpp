#include "apps/run/normalised_draws.hpp"

#include "evidence/nested/refine/density_integral.hpp"

namespace inquest {
namespace {

constexpr std::size_t fewest_draws = 1000;  // that a proposal is fitted to

DensityIntegral integral_of(const Density& density, const Evaluable& values, ConstMatrixView theta, Seed seed) {
  if (theta.rows() >= fewest_draws) return density_integral(values, density.space(), theta, {}, seed);
  const Draws more = draws_of(density).sample(fewest_draws, seed.child("more"));
  return density_integral(values, density.space(), more.theta, {}, seed);
}

}  // namespace

std::optional<double> normalise(const Density& density, ConstMatrixView theta, std::span<double> log_prob, Seed seed) {
  const Evaluable* values = evaluable(density);
  if (values == nullptr || values->normalised()) return 0.0;
  const DensityIntegral found = integral_of(density, *values, theta, seed);
  if (!found.is_known()) return std::nullopt;
  for (double& value : log_prob) value -= found.log_integral.value;
  return found.log_integral.error;
}

}  // namespace inquest
