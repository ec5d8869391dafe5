#include "apps/report/derived_columns.hpp"

namespace inquest {
namespace {

template <class Values>
void append(const Values& more, Values& values) {
  values.insert(values.end(), more.begin(), more.end());
}

Matrix joined(const Matrix& parameters, const DerivedResult& derived) {
  const std::size_t d = parameters.rows(), k = derived.names.size();
  Matrix all(d + k, d + k);
  for (std::size_t i = 0; i < d + k; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      all(i, j) = i < d   ? parameters(i, j)
                  : j < d ? derived.with_parameters(i - d, j)
                          : derived.summary.covariance(i - d, j - d);
      all(j, i) = all(i, j);
    }
  }
  return all;
}

}  // namespace

ReportModel with_derived(ReportModel model) {
  append(model.derived, model.parameters);
  model.derived.clear();
  return model;
}

PosteriorResult with_derived(PosteriorResult posterior) {
  const DerivedResult& derived = posterior.derived;
  PosteriorSummary& summary = posterior.summary;
  if (derived.names.empty()) return posterior;
  summary.covariance = joined(summary.covariance, derived);
  append(derived.names, posterior.parameters);
  append(derived.summary.mean, summary.mean);
  append(derived.summary.std, summary.std);
  for (std::size_t q = 0; q < summary.quantiles.size(); ++q) append(derived.summary.quantiles[q], summary.quantiles[q]);
  if (!summary.circles.empty()) summary.circles.resize(summary.mean.size());
  return posterior;
}

}  // namespace inquest
