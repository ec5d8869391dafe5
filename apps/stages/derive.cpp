#include "apps/stages/derive.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/gather.hpp"

namespace inquest {
namespace {

constexpr std::size_t least_draws = 2;  // of which moments can be told

DerivedResult not_told(const DerivedParameters& derived, std::size_t d) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const std::size_t k = derived.size();
  PosteriorSummary summary{.mean = std::vector<double>(k, nan),
                           .std = std::vector<double>(k, nan),
                           .covariance = Matrix(k, k, nan),
                           .quantiles = std::vector(summary_quantiles.size(), std::vector<double>(k, nan))};
  return {names_of(derived), std::move(summary), Matrix(k, d, nan)};
}

bool is_finite(std::span<const double> row) {
  return std::ranges::all_of(row, [](double value) { return std::isfinite(value); });
}

std::vector<double> values_at(const std::vector<double>& values, const std::vector<std::size_t>& rows) {
  std::vector<double> kept;
  for (const std::size_t row : rows) kept.push_back(values.empty() ? 1 : values[row]);
  return kept;
}

/// Those of finite derived parameters, which are the last columns.
Draws finite_draws(const Draws& draws, std::size_t d, Reporter& reporter) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < draws.theta.rows(); ++i) {
    if (is_finite(draws.theta.row(i).subspan(d))) rows.push_back(i);
  }
  if (rows.size() == draws.theta.rows()) return draws;
  reporter.warning(concat("derived parameters are not finite at ", draws.theta.rows() - rows.size(), " of ",
                          draws.theta.rows(), " draws, which are left out of their numbers"));
  return {rows_at(draws.theta.view(), rows), values_at(draws.log_prob, rows), values_at(draws.weights, rows), {}};
}

Draws last_columns(Draws draws, std::size_t d) {
  Matrix last(draws.theta.rows(), draws.theta.cols() - d);
  for (std::size_t i = 0; i < last.rows(); ++i) std::ranges::copy(draws.theta.row(i).subspan(d), last.row(i).begin());
  draws.theta = std::move(last);
  return draws;
}

}  // namespace

DerivedResult derive(const DerivedParameters& derived, const Density& density, const PosteriorAnswer& answer,
                     std::size_t count, Seed seed, Reporter& reporter) {
  if (derived.empty()) return {};
  const std::size_t d = density.space().dimension();
  Draws draws = answer.draws;
  try {
    if (draws.theta.rows() == 0) draws = draws_of(density).sample(count, seed.child("derived"));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::data) throw;
    reporter.warning(concat("derived parameters are left out (", error.what(), ")"));
    return not_told(derived, d);
  }
  draws.theta = with_derived(derived, density.space(), draws.theta);
  draws = finite_draws(draws, d, reporter);
  if (draws.theta.rows() < least_draws) return not_told(derived, d);
  const Matrix covariance = summarize(draws).covariance;
  DerivedResult result{names_of(derived), summarize(last_columns(draws, d)), Matrix(derived.size(), d)};
  for (std::size_t k = 0; k < derived.size(); ++k) {
    for (std::size_t j = 0; j < d; ++j) result.with_parameters(k, j) = covariance(d + k, j);
  }
  return result;
}

}  // namespace inquest
