#include "core/infer/bayes_factor.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include "core/base/number_format.hpp"

namespace inquest {
namespace {

std::optional<std::size_t> index_of(const EvidenceEstimate& estimate, const std::string& model) {
  const auto found = std::ranges::find(estimate.models, model);
  if (found == estimate.models.end()) return std::nullopt;
  return static_cast<std::size_t>(found - estimate.models.begin());
}

/// What ln K may be, errors apart.
struct Interval {
  double low, high;
};

Interval interval_of(const BayesFactor& factor) {
  if (factor.extrapolated) return {-HUGE_VAL, HUGE_VAL};
  if (!factor.lower_bound) return {factor.log_k, factor.log_k};
  return factor.log_k > 0 ? Interval{factor.log_k, HUGE_VAL} : Interval{-HUGE_VAL, factor.log_k};
}

// Of the difference, by Welch and Satterthwaite.
double degrees_of(const BayesFactor& one, const BayesFactor& two) {
  const double a = one.error * one.error;
  const double b = two.error * two.error;
  return (a + b) * (a + b) / (a * a / one.degrees + b * b / two.degrees);
}

// The normal deviation that is as improbable as this one of Student's t.
double normal_deviation(double t, double degrees) {
  if (!std::isfinite(t) || !(degrees < 1000)) return t;
  const double above = boost::math::cdf(boost::math::complement(boost::math::students_t(degrees), t));
  return boost::math::quantile(boost::math::complement(boost::math::normal(), above));
}

}  // namespace

std::string BayesFactor::name() const { return "ln K (" + model + " over " + other + ")"; }

std::string BayesFactor::value_text() const {
  if (extrapolated) return "not told";
  return lower_bound ? (log_k < 0 ? "< " : "> ") + fixed(log_k, 1) : measured(log_k, error);
}

std::string BayesFactor::relation_text() const {
  if (extrapolated) return "is " + value_text();
  return (lower_bound ? "" : "= ") + value_text();
}

std::string BayesFactor::meaning() const {
  if (extrapolated) return "no statement (the simulations do not tell it, nor its sign)";
  return (lower_bound ? "at least " : "") + in_words(log_k, model, other);
}

BayesFactor bayes_factor(const EvidenceEstimate& estimate, std::size_t i, std::size_t j) {
  return {estimate.models[i],
          estimate.models[j],
          estimate.log_k(i, j),
          estimate.log_k_error(i, j),
          estimate.is_lower_bound(i, j),
          estimate.error_degrees,
          estimate.is_extrapolated(i, j)};
}

std::optional<BayesFactor> bayes_factor(const EvidenceEstimate& estimate, const std::string& model,
                                        const std::string& other) {
  const auto i = index_of(estimate, model);
  const auto j = index_of(estimate, other);
  if (!i || !j) return std::nullopt;
  return bayes_factor(estimate, *i, *j);
}

std::vector<BayesFactor> bayes_factors(const EvidenceEstimate& estimate) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < estimate.models.size(); ++i) {
    if (estimate.log_k(i, best) > 0) best = i;
  }
  std::vector<BayesFactor> factors;
  for (std::size_t j = 0; j < estimate.models.size(); ++j) {
    if (j != best) factors.push_back(bayes_factor(estimate, best, j));
  }
  std::ranges::stable_sort(factors, {}, &BayesFactor::log_k);
  return factors;
}

double deviation(const BayesFactor& one, const BayesFactor& two) {
  const Interval a = interval_of(one);
  const Interval b = interval_of(two);
  const double gap = std::max(a.low - b.high, b.low - a.high);
  return gap <= 0 ? 0 : normal_deviation(gap / std::hypot(one.error, two.error), degrees_of(one, two));
}

}  // namespace inquest
