#include "evidence/chains/chain_evidence.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/gather.hpp"
#include "core/base/number_format.hpp"
#include "core/base/parallel.hpp"
#include "core/parameters/tail.hpp"
#include "evidence/chains/combined_density.hpp"
#include "evidence/chains/reciprocal_evidence.hpp"
#include "evidence/nested/refine/elliptical_mixture.hpp"

namespace inquest {
namespace {

using Halves = std::array<std::vector<std::size_t>, 2>;  // rows

// The first halves of all chains, and the second ones.
Halves halves_of(const ChainDraws& draws) {
  Halves halves;
  std::size_t first = 0;
  for (const std::size_t length : draws.lengths) {
    // The row in the middle of an odd number goes to the half that has fewer so far.
    const std::size_t more = halves[0].size() > halves[1].size() ? 0 : length % 2;
    for (std::size_t i = 0; i < length; ++i) halves[i < length / 2 + more ? 0 : 1].push_back(first + i);
    first += length;
  }
  return halves;
}

std::vector<double> weights_of(const ChainDraws& draws, const std::vector<std::size_t>& rows) {
  std::vector<double> weights;
  for (const std::size_t i : rows) weights.push_back(draws.weights[i]);
  return weights;
}

WeightedPlaces places_of(const ChainDraws& draws, const std::vector<std::size_t>& rows,
                         const ChainCoordinates& coordinates) {
  WeightedPlaces places{{}, weights_of(draws, rows), std::vector<double>(rows.size())};
  places.z = coordinates.to_z(rows_at(draws.theta, rows), places.log_f);
  for (std::size_t i = 0; i < rows.size(); ++i) places.log_f[i] += draws.log_posterior[rows[i]];
  return places;
}

// Without rows at an end of the prior, where z is infinite and no density can be fitted.
void keep_finite(WeightedPlaces& places) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < places.z.rows(); ++i) {
    const auto row = places.z.row(i);
    if (std::ranges::all_of(row, [](double value) { return std::isfinite(value); })) rows.push_back(i);
  }
  places.z = rows_at(places.z, rows);
  for (std::size_t i = 0; i < rows.size(); ++i) places.weights[i] = places.weights[rows[i]];
  places.weights.resize(rows.size());
}

DrawnDensity fit_student_mixture(ConstMatrixView z, std::span<const double> weights, Seed seed) {
  const EllipticalMixture mixture = fit_mixture(z, weights, {}, seed);
  const auto sample = [mixture, d = z.cols()](std::size_t count, Seed of_draws) {
    Random random(of_draws);
    Matrix draws(count, d);
    mixture.sample(random, draws);
    return draws;
  };
  return {0, sample, [mixture](ConstMatrixView places, std::span<double> out) { mixture.log_density(places, out); }};
}

// What densities fitted to one half say of the other.
struct Fold {
  ReciprocalEvidence first, second;
};

Fold fold_of(const ChainDraws& draws, const Halves& halves, std::size_t fitted, const FitDensity& fit,
             const ChainEvidenceOptions& options, Seed seed) {
  const std::vector<std::size_t>& rows = halves[fitted];
  const ChainCoordinates coordinates(draws, rows_at(draws.theta, rows), weights_of(draws, rows));
  WeightedPlaces train = places_of(draws, rows, coordinates);
  keep_finite(train);
  const ConstMatrixView z = train.z;
  const std::span<const double> w = train.weights;
  const auto held_out = static_cast<std::size_t>(options.held_out * static_cast<double>(z.rows()));
  const std::size_t learned = z.rows() - held_out;
  const DrawnDensity mixture = fit_student_mixture(z.rows(0, learned), w.first(learned), seed.child("fit"));
  const DrawnDensity density =
      combined_density(fit(z, w, held_out, fitted), mixture, z.rows(learned, held_out), w.last(held_out));
  const WeightedPlaces others = places_of(draws, halves[1 - fitted], coordinates);
  return {reciprocal_evidence(others, {density, coordinates, options.density, seed.child("first")}),
          reciprocal_evidence(others, {mixture, coordinates, options.second, seed.child("second")})};
}

// Minus ln of the mean of both 1 / Z.
Measured mean_of(const Measured& one, const Measured& other) {
  const double log_z = std::log(2) - log_add(-one.value, -other.value);
  const double share = 0.5 * std::exp(log_z - one.value);
  return {log_z, std::hypot(share * one.error, (1 - share) * other.error)};
}

double fewest_effective(const ChainDraws& draws) {
  double least = effective_draws(draws.log_posterior, draws.weights);
  std::vector<double> column(draws.theta.rows());
  for (std::size_t j = 0; j < draws.theta.cols(); ++j) {
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = draws.theta(i, j);
    least = std::min(least, effective_draws(column, draws.weights));
  }
  return least;
}

// The draws of the chain are those of both ways, the draws of q are not.
double error_of_difference(const Fold& fold) {
  std::vector<double> apart = fold.first.series;
  for (std::size_t i = 0; i < apart.size(); ++i) apart[i] -= fold.second.series[i];
  return std::hypot(series_error(apart), fold.first.log_mass_error, fold.second.log_mass_error);
}

void take_folds(const std::array<Fold, 2>& folds, ChainEvidence& result) {
  result.log_z = mean_of(folds[0].first.log_z, folds[1].first.log_z);
  result.second = mean_of(folds[0].second.log_z, folds[1].second.log_z);
  result.difference.value = result.log_z.value - result.second.value;
  for (std::size_t k = 0; k < 2; ++k) {
    const ReciprocalEvidence& fold = folds[k].first;
    result.halves[k] = fold.log_z;
    result.pareto_k = std::max(result.pareto_k, fold.pareto_k);
    result.difference.error = std::hypot(result.difference.error, 0.5 * error_of_difference(folds[k]));
    const double tail = 2 * std::exp(log_normal_cdf(-fold.largest_departure));
    result.departure_p = std::min(result.departure_p, static_cast<double>(2 * fold.departures) * tail);
  }
}

std::string rounded(double value) { return plain(significant(value, 2)); }

void check_answer(const std::array<Fold, 2>& folds, const ChainEvidenceOptions& options, ChainEvidence& result) {
  const auto known = [&](const ReciprocalEvidence& found) { return found.is_known(options.largest_k); };
  if (!known(folds[0].first) || !known(folds[1].first)) {
    result.refusals.push_back(
        concat("the ratios of the fitted density to the posterior have a tail of Pareto k = ", rounded(result.pareto_k),
               " (above ", options.largest_k, " no error means anything); run longer chains"));
  }
  if (result.departure_p < options.least_p) {
    result.refusals.push_back(concat("the draws do not follow the log posterior that they come with (p = ",
                                     rounded(result.departure_p), "), or miss a part of it; check that it is the log ",
                                     "of prior times likelihood as a density over these parameters, at temperature 1, ",
                                     "and that burn-in is ignored"));
  }
  const double apart = std::abs(result.halves[0].value - result.halves[1].value) /
                       std::hypot(result.halves[0].error, result.halves[1].error);
  if (!(apart <= options.farthest)) {
    result.refusals.push_back(
        concat("the halves of the chain disagree by ", rounded(apart),
               " standard errors (ln Z = ", plain(with_error(result.halves[0].value, result.halves[0].error)), " and ",
               plain(with_error(result.halves[1].value, result.halves[1].error)),
               "); run longer chains, or ignore more burn-in"));
  }
  if (!known(folds[0].second) || !known(folds[1].second)) {
    result.warnings.push_back("ln Z has no second opinion: a mixture does not describe the draws well enough");
  } else if (const double ways = std::abs(result.difference.value) / result.difference.error; ways > options.farthest) {
    result.refusals.push_back(concat("two ways to ln Z disagree by ", rounded(ways), " standard errors (",
                                     plain(with_error(result.log_z.value, result.log_z.error)), " and ",
                                     plain(with_error(result.second.value, result.second.error)),
                                     "); run longer chains"));
  }
}

}  // namespace

ChainEvidence chain_evidence(const ChainDraws& given, const FitDensity& fit, const ChainEvidenceOptions& options,
                             Seed seed) {
  const ChainDraws draws = distinct_rows(given);
  ChainEvidence result;
  result.rows = given.theta.rows();
  result.places = draws.theta.rows();
  result.effective_draws = fewest_effective(draws);
  if (!(result.effective_draws >= options.fewest_draws)) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    result.log_z = {nan, nan};
    result.refusals.push_back(concat(result.rows, " rows at ", result.places, " places are worth ",
                                     rounded(result.effective_draws), " independent draws (", options.fewest_draws,
                                     " are needed); run longer chains"));
    return result;
  }
  const Halves halves = halves_of(draws);
  std::array<Fold, 2> folds;
  parallel_for(2, [&](std::size_t k) { folds[k] = fold_of(draws, halves, k, fit, options, seed.child(k)); });
  take_folds(folds, result);
  check_answer(folds, options, result);
  return result;
}

}  // namespace inquest
