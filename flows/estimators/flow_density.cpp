#include "flows/estimators/flow_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/parallel.hpp"

namespace inquest {
namespace {

constexpr std::size_t rows_side_by_side = 256;  // of several densities, so that a pass of the network is worth it

void log_prob_of(const FlowOfParameters& flow, const Conditions& conditions, ConstMatrixView z, ConstMatrixView theta,
                 std::span<double> out) {
  flow.flows.log_prob(z, conditions, out);
  std::vector<double> log_det(z.rows());
  flow.coordinates.log_abs_det(z, theta, log_det);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] -= log_det[i];
}

// Fills `theta` [m * count, d] and `log_prob`.
void draw(const FlowOfParameters& flow, const Conditions& conditions, std::size_t count, std::span<const Seed> seeds,
          MatrixView theta, std::span<double> log_prob) {
  const Matrix z = flow.flows.sample(count, conditions, seeds);
  flow.coordinates.to_parameters(z, theta);
  log_prob_of(flow, conditions, z, theta, log_prob);
}

void evaluate(const FlowOfParameters& flow, const Conditions& conditions, ConstMatrixView theta,
              std::span<double> out) {
  Matrix z(theta.rows(), theta.cols());
  flow.coordinates.from_parameters(theta, z);
  log_prob_of(flow, conditions, z, theta, out);
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    // z is not finite at the edges of the prior either, but for periodic parameters.
    const bool inside = flow.space.contains(theta.row(i)) &&
                        std::ranges::all_of(z.row(i), [](double value) { return std::isfinite(value); });
    if (!inside) out[i] = -std::numeric_limits<double>::infinity();
  }
}

// Calls use(first, densities) for groups of `all` densities with `count` rows each.
template <class Use>
void for_groups(std::size_t all, std::size_t count, const Use& use) {
  const std::size_t group = std::max<std::size_t>(1, rows_side_by_side / std::max<std::size_t>(1, count));
  parallel_for((all + group - 1) / group, [&](std::size_t g) { use(g * group, std::min(group, all - g * group)); });
}

}  // namespace

FlowDensityBatch::FlowDensityBatch(const FlowOfParameters& flow, Conditions conditions)
    : flow_(flow), conditions_(std::move(conditions)) {}

Draws FlowDensityBatch::sample(std::size_t count, std::span<const Seed> seeds) const {
  INQUEST_EXPECT(seeds.size() == size());
  Draws draws{Matrix(size() * count, flow_.space.dimension()), std::vector<double>(size() * count), {}};
  for_groups(size(), count, [&](std::size_t first, std::size_t densities) {
    const std::size_t rows = densities * count;
    draw(flow_, conditions_.rows(first, densities), count, seeds.subspan(first, densities),
         draws.theta.view().rows(first * count, rows), std::span(draws.log_prob).subspan(first * count, rows));
  });
  return draws;
}

void FlowDensityBatch::log_prob(ConstMatrixView theta, std::span<double> out) const {
  const std::size_t count = size() == 0 ? 0 : theta.rows() / size();
  INQUEST_EXPECT(theta.rows() == size() * count && out.size() == theta.rows());
  for_groups(size(), count, [&](std::size_t first, std::size_t densities) {
    const std::size_t rows = densities * count;
    evaluate(flow_, conditions_.rows(first, densities), theta.rows(first * count, rows),
             out.subspan(first * count, rows));
  });
}

FlowDensity::FlowDensity(const FlowOfParameters& flow, Conditions conditions)
    : flow_(flow), conditions_(std::move(conditions)) {
  INQUEST_EXPECT(conditions_.size() == 1);
}

Draws FlowDensity::sample(std::size_t count, Seed seed, Reporter&) const {
  Draws draws{Matrix(count, flow_.space.dimension()), std::vector<double>(count), {}};
  draw(flow_, conditions_, count, {&seed, 1}, draws.theta, draws.log_prob);
  return draws;
}

void FlowDensity::log_prob(ConstMatrixView theta, std::span<double> out) const {
  evaluate(flow_, conditions_, theta, out);
}

}  // namespace inquest
