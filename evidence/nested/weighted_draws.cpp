#include "evidence/nested/weighted_draws.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/gather.hpp"
#include "core/base/random.hpp"

namespace inquest {
namespace {

void shuffle(std::vector<std::size_t>& rows, Seed seed) {
  Random random(seed);
  for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[random.below(i)]);
}

Draws draws_of(const ImportanceDraws& draws, double log_z, const EvidenceTarget& target) {
  const double largest = *std::ranges::max_element(draws.log_weight);
  std::vector<std::size_t> rows;
  Draws found;
  for (std::size_t i = 0; i < draws.log_weight.size(); ++i) {
    const double weight = std::exp(draws.log_weight[i] - largest);
    if (weight == 0) continue;
    rows.push_back(i);
    found.weights.push_back(weight);
  }
  found.theta = rows_at(draws.x, rows);
  target.mixed().to_unconstrained(found.theta, found.theta);
  target.from_normal(found.theta, found.theta);
  found.log_prob.resize(rows.size());
  target.space().log_prob(found.theta, found.log_prob);
  for (std::size_t i = 0; i < rows.size(); ++i) found.log_prob[i] += draws.log_l[rows[i]] - log_z;
  return found;
}

}  // namespace

Draws weighted_draws(const LogEvidence& found, const EvidenceTarget& target) {
  if (found.refined()) return draws_of(found.refinement->draws, found.log_z, target);
  return posterior_draws(found.run.value(), target.space());
}

Draws equal_weight_draws(const Draws& weighted, std::size_t count, Seed seed) {
  std::vector<double> log_weights(weighted.weights.size());
  std::ranges::transform(weighted.weights, log_weights.begin(), [](double w) { return std::log(w); });
  auto rows = equal_weight_rows(log_weights, count, seed.child("rows"));
  shuffle(rows, seed.child("order"));
  Draws draws{rows_at(weighted.theta, rows), std::vector<double>(count), {}};
  for (std::size_t i = 0; i < count; ++i) draws.log_prob[i] = weighted.log_prob[rows[i]];
  return draws;
}

}  // namespace inquest
