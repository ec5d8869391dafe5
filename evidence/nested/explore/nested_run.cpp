#include "evidence/nested/explore/nested_run.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/gather.hpp"
#include "core/base/random.hpp"
#include "core/base/statistics.hpp"
#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// ln of the prior volume between each death and the one before, from ln t at each death.
std::vector<double> log_shells(const std::vector<double>& log_t) {
  std::vector<double> shells(log_t.size());
  double log_volume = 0;
  for (std::size_t i = 0; i < log_t.size(); ++i) {
    shells[i] = log_volume + std::log(-std::expm1(log_t[i]));
    log_volume += log_t[i];
  }
  return shells;
}

std::vector<double> mean_log_t(const NestedRun& run) {
  const std::vector<std::int64_t> live = live_counts(run);
  std::vector<double> log_t(live.size());
  std::ranges::transform(live, log_t.begin(), [](std::int64_t n) { return -1 / static_cast<double>(n); });
  return log_t;
}

NestedMoments moments(const NestedRun& run, std::vector<double> log_w) {
  for (std::size_t i = 0; i < log_w.size(); ++i) log_w[i] += run.log_l[i];
  NestedMoments result;
  result.log_z = log_sum_exp(log_w);
  double mean = 0;
  double square = 0;
  for (std::size_t i = 0; i < log_w.size(); ++i) {
    if (log_w[i] == -infinity) continue;
    const double p = std::exp(log_w[i] - result.log_z);
    const double gain = run.log_l[i] - result.log_z;
    mean += p * gain;
    square += p * gain * gain;
  }
  result.information = mean;
  result.dimensionality = 2 * (square - mean * mean);
  return result;
}

}  // namespace

std::vector<std::int64_t> live_counts(const NestedRun& run) {
  std::vector<double> births = run.birth;
  std::ranges::sort(births);
  std::vector<std::int64_t> live(run.log_l.size());
  std::size_t born = 0;
  for (std::size_t i = 0; i < live.size(); ++i) {
    while (born < births.size() && (births[born] < run.log_l[i] || births[born] == -infinity)) ++born;
    live[i] = static_cast<std::int64_t>(born - i);
  }
  return live;
}

std::vector<double> log_weights(const NestedRun& run) {
  std::vector<double> result = log_shells(mean_log_t(run));
  for (std::size_t i = 0; i < result.size(); ++i) result[i] += run.log_l[i];
  const double total = log_sum_exp(result);
  for (double& value : result) value -= total;
  return result;
}

NestedEvidence nested_evidence(const NestedRun& run) {
  const std::vector<double> log_t = mean_log_t(run);
  NestedEvidence result{moments(run, log_shells(log_t)), 0};
  // d ln Z / d ln t_i is the share of the evidence above death i, less what the shell of i itself gains; Var ln t is
  // 1 / n^2.
  const std::vector<double> log_w = log_weights(run);
  double above = 0;
  double variance = 0;
  for (std::size_t i = log_w.size(); i-- > 0;) {
    const double slope = above - std::exp(log_w[i]) / -std::expm1(log_t[i]) * std::exp(log_t[i]);
    variance += slope * slope * log_t[i] * log_t[i];
    above += std::exp(log_w[i]);
  }
  result.log_z_error = std::sqrt(variance);
  return result;
}

std::vector<NestedMoments> simulate_volumes(const NestedRun& run, std::size_t count, Seed seed) {
  const std::vector<double> mean = mean_log_t(run);
  std::vector<NestedMoments> result;
  std::vector<double> log_t(mean.size());
  for (std::size_t k = 0; k < count; ++k) {
    Random random(seed.child(k));
    std::ranges::transform(mean, log_t.begin(), [&](double m) { return -m * std::log(random.uniform()); });
    result.push_back(moments(run, log_shells(log_t)));
  }
  return result;
}

NestedRun merge(const std::vector<NestedRun>& runs) {
  INQUEST_EXPECT(!runs.empty());
  std::vector<double> log_l, birth, z, theta;
  NestedRun merged;
  for (const NestedRun& run : runs) {
    log_l.insert(log_l.end(), run.log_l.begin(), run.log_l.end());
    birth.insert(birth.end(), run.birth.begin(), run.birth.end());
    z.insert(z.end(), run.z.values().begin(), run.z.values().end());
    theta.insert(theta.end(), run.theta.values().begin(), run.theta.values().end());
    merged.insertion.insert(merged.insertion.end(), run.insertion.begin(), run.insertion.end());
    merged.notes.insert(merged.notes.end(), run.notes.begin(), run.notes.end());
    merged.calls += run.calls;
    merged.chords = std::max(merged.chords, run.chords);
    merged.sliced_from = std::min(merged.sliced_from, run.sliced_from);
  }
  std::vector<std::size_t> order(log_l.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return log_l[i]; });
  const std::size_t d = runs.front().z.cols();
  Matrix all_z(order.size(), d);
  Matrix all_theta(order.size(), d);
  all_z.values() = std::move(z);
  all_theta.values() = std::move(theta);
  merged.z = rows_at(all_z, order);
  merged.theta = rows_at(all_theta, order);
  for (const std::size_t i : order) {
    merged.log_l.push_back(log_l[i]);
    merged.birth.push_back(birth[i]);
  }
  return merged;
}

Draws posterior_draws(const NestedRun& run, const ParameterSpace& space) {
  const std::vector<double> log_w = log_weights(run);
  std::vector<std::size_t> rows;
  Draws draws;
  for (std::size_t i = 0; i < log_w.size(); ++i) {
    if (std::exp(log_w[i]) == 0) continue;
    rows.push_back(i);
    draws.weights.push_back(std::exp(log_w[i]));
  }
  draws.theta = rows_at(run.theta, rows);
  draws.log_prob.resize(rows.size());
  space.log_prob(draws.theta, draws.log_prob);
  const double log_z = nested_evidence(run).mean.log_z;
  for (std::size_t i = 0; i < rows.size(); ++i) draws.log_prob[i] += run.log_l[rows[i]] - log_z;
  return draws;
}

std::vector<std::size_t> equal_weight_rows(std::span<const double> log_weights, std::size_t count, Seed seed) {
  const double total = log_sum_exp(log_weights);
  std::vector<std::size_t> rows;
  double target = Random(seed).uniform() / static_cast<double>(count);
  double sum = 0;
  for (std::size_t i = 0; i < log_weights.size(); ++i) {
    sum += std::exp(log_weights[i] - total);
    for (; target < sum && rows.size() < count; target += 1 / static_cast<double>(count)) rows.push_back(i);
  }
  while (rows.size() < count) rows.push_back(log_weights.size() - 1);
  return rows;
}

}  // namespace inquest
