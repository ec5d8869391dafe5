#include "flows/estimators/candidate_evidence.hpp"

#include <cmath>

#include "core/base/statistics.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/flows.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

const std::vector<double> x = {0.3, 2};

// A fixed parameter stands before the free one.
ParameterSpace space() {
  return ParameterSpace::parse(ConfigNode::parse("{fixed: 5, a: {prior: {uniform: [-1, 3]}}}", "run.yaml"));
}

FlowOptions small_flow() { return flow_of("maf", 2, {{10}, "tanh"}); }

PosteriorEstimator posterior() {
  PosteriorEstimatorOptions options;
  options.flow = small_flow();
  options.ensemble = 2;
  PosteriorEstimator estimator(space(), Standardizer({1, 0.5}, {2, 0.7}), options, {1});
  for (std::size_t i = 0; i < 2; ++i) estimator.member(i).parameters().flat().mul_(1.3);
  return estimator;
}

LikelihoodEstimator likelihood(std::vector<DataColumn> columns = {DataColumn{}, DataColumn{}}) {
  LikelihoodEstimatorOptions options;
  options.flow = small_flow();
  options.ensemble = 3;
  LikelihoodEstimator estimator(space(), DataColumns(std::move(columns)),
                                Standardizer({1, 0.5}, {2, 0.7}, {{}, {InputTransform::Kind::asinh, 1, 0.3}}), options,
                                {2});
  for (std::size_t i = 0; i < 3; ++i) estimator.member(i).parameters().flat().mul_(1.3);
  return estimator;
}

/// The middle rule over the prior, which is flat: values of the fixed and the free parameter in its cells.
Matrix cells() {
  Matrix theta(2000, 2);
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    theta(i, 0) = 5;
    theta(i, 1) = -1 + 4 * (static_cast<double>(i) + 0.5) / 2000;
  }
  return theta;
}

double plain_log_mean_exp(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += std::exp(value);
  return std::log(sum / static_cast<double>(values.size()));
}

std::vector<double> log_likelihood(const LikelihoodEstimator& learned) {
  std::vector<double> values(2000);
  learned.log_likelihood(cells(), x, values);
  return values;
}

/// sd of ln p(a | x) / q(a | x) over the posterior p of the learned likelihood.
double exact_scatter(const LikelihoodEstimator& learned, const PosteriorEstimator& estimate) {
  const std::vector<double> log_density = log_likelihood(learned);
  Matrix a(2000, 1);
  for (std::size_t i = 0; i < 2000; ++i) a(i, 0) = cells()(i, 1);
  std::vector<double> ratio(2000);
  estimate.given(x).log_prob(a, ratio);
  double total = 0, sum = 0, squares = 0;
  for (std::size_t i = 0; i < 2000; ++i) {
    const double weight = std::exp(log_density[i]);
    ratio[i] = log_density[i] - ratio[i];
    total += weight;
    sum += weight * ratio[i];
    squares += weight * ratio[i] * ratio[i];
  }
  return std::sqrt(squares / total - sum * sum / (total * total));
}

}  // namespace

// Five standard errors of importance sampling, and what float32 leaves.
TEST_CASE("candidate's formula: the mean is the evidence of the learned likelihood, by quadrature") {
  const LikelihoodEstimator learned = likelihood();
  const CandidateLogEvidence found = log_evidence(posterior(), learned, x, 20000, {3});
  REQUIRE(found.monte_carlo < 0.02);
  CHECK(std::abs(found.value - plain_log_mean_exp(log_likelihood(learned))) < 5 * found.monte_carlo + 1e-4);
}

TEST_CASE("candidate's formula: the error of the ensemble is the standard deviation of ln Z of its members") {
  const LikelihoodEstimator learned = likelihood();
  const Matrix members = learned.member_log_likelihoods(cells(), x);
  double sum = 0, squares = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    const double log_z = plain_log_mean_exp(members.row(k));
    sum += log_z;
    squares += log_z * log_z;
  }
  const CandidateLogEvidence found = log_evidence(posterior(), learned, x, 20000, {3});
  CHECK(found.ensemble == Approx(std::sqrt((squares - sum * sum / 3) / 2)).margin(5 * found.monte_carlo));
  CHECK(found.error() == Approx(std::hypot(found.scatter, found.ensemble, found.monte_carlo)));
}

// The relative error of a standard deviation of n values is about 1 / sqrt(2 n): a tenth is some 5 of them for 1,000
// draws that count for less than they are.
TEST_CASE("candidate's formula: the scatter is that of the two posteriors, for any number of draws") {
  const double exact = exact_scatter(likelihood(), posterior());
  const CandidateLogEvidence few = log_evidence(posterior(), likelihood(), x, 1000, {3});
  const CandidateLogEvidence many = log_evidence(posterior(), likelihood(), x, 30000, {4});
  CHECK(few.scatter == Approx(exact).epsilon(0.1));
  CHECK(many.scatter == Approx(exact).epsilon(0.03));
  CHECK(few.monte_carlo > 4 * many.monte_carlo);
  CHECK(few.has_enough_draws());
  CHECK(!log_evidence(posterior(), likelihood(), x, 50, {3}).has_enough_draws());
}

TEST_CASE("candidate's formula: one draw has a value and says nothing of its error") {
  const CandidateLogEvidence one = log_evidence(posterior(), likelihood(), x, 1, {3});
  CHECK(std::isinf(one.error()));
  CHECK(std::isfinite(one.value));
}

TEST_CASE("candidate's formula: without free parameters it is the likelihood, with the scatter of its ensemble") {
  LikelihoodEstimatorOptions options;
  options.flow = small_flow();
  options.ensemble = 3;
  const ParameterSpace none = ParameterSpace::parse(ConfigNode::parse("{fixed: 5}", "run.yaml"));
  LikelihoodEstimator learned(none, DataColumns({DataColumn{}, DataColumn{}}),
                              Standardizer({1, 0.5}, {2, 0.7}, {{}, {InputTransform::Kind::asinh, 1, 0.3}}), options,
                              {2});
  for (std::size_t i = 0; i < 3; ++i) learned.member(i).parameters().flat().mul_(1.3);
  const Matrix members = learned.member_log_likelihoods(Matrix(1, 1, 5.0), x);
  const CandidateLogEvidence found = log_evidence(learned, x);
  CHECK(found.value == Approx(plain_log_mean_exp(members.values())));
  CHECK(found.error() == Approx(standard_deviation(members.values())));
  CHECK(found.has_enough_draws());
  std::vector<CandidateEvidence::Entry> entries;
  entries.push_back({"none", std::nullopt, std::move(learned)});
  entries.push_back({"one", posterior(), likelihood()});
  const CandidateEvidence estimator(std::move(entries));
  const auto both = estimator.log_evidence(x, 50, {5});
  CHECK(both[0].value == found.value);
  CHECK(both[1].value == log_evidence(posterior(), likelihood(), x, 50, Seed{5}.child("one")).value);
}

TEST_CASE("candidate's formula: each row of many is as by itself, and likelihoods are over the same columns") {
  std::vector<CandidateEvidence::Entry> entries;
  entries.push_back({"a", posterior(), likelihood()});
  entries.push_back({"b", posterior(), likelihood()});
  const CandidateEvidence estimator(std::move(entries));
  Matrix rows(3, 2);
  rows.values() = {0.3, 2, 1, 0.2, -1, 1};
  const Matrix log_z = estimator.log_evidences(rows, 50, {5});
  for (std::size_t i = 0; i < 3; ++i) {
    const auto found = estimator.log_evidence(rows.row(i), 50, Seed{5}.child(i));
    CHECK(log_z(i, 0) == found[0].value);
    CHECK(log_z(i, 1) == found[1].value);
  }
  std::vector<CandidateEvidence::Entry> others;
  others.push_back({"a", posterior(), likelihood()});
  others.push_back({"b", posterior(), likelihood({DataColumn{}, DataColumn{DataColumn::Role::integer}})});
  CHECK_THROWS_WITH(CandidateEvidence(std::move(others)), Contains("models a and b are over other data columns"));
}
