#include "flows/estimators/likelihood_estimator.hpp"

#include <cmath>
#include <limits>

#include "tests/support/catch.hpp"
#include "tests/support/flows.hpp"
#include "tests/support/stated_shape.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// A parameter that is fixed lies between two that are free.
ParameterSpace three() {
  return ParameterSpace::parse(
      ConfigNode::parse("{a: {prior: {uniform: [-1, 3]}}, fixed: 5, b: {prior: {normal: [10, 2]}}}", "run.yaml"));
}

/// Two columns, of which the second is compressed; untrained flows with weights blown up.
LikelihoodEstimator random_estimator(std::int64_t ensemble = 2, const std::string& family = "maf") {
  LikelihoodEstimatorOptions options;
  options.flow = flow_of(family, 2, {{10}, "tanh"});
  options.ensemble = ensemble;
  LikelihoodEstimator estimator(three(), DataColumns({DataColumn{}, DataColumn{}}),
                                Standardizer({1, 0.5}, {2, 0.7}, {{}, {InputTransform::Kind::asinh, 1, 0.3}}), options,
                                {1});
  for (std::size_t i = 0; i < estimator.members(); ++i) estimator.member(i).parameters().flat().mul_(1.5);
  return estimator;
}

Matrix places() {
  Matrix theta(4, 3);
  theta.values() = {0.5, 5, 9, 2.9, 5, 14, -0.9, 5, 10, 3.1, 5, 10};
  return theta;
}

std::vector<double> at_places(const LikelihoodEstimator& estimator, const std::vector<double>& x) {
  std::vector<double> values(4);
  estimator.log_likelihood(places(), x, values);
  return values;
}

}  // namespace

// The middle rule over a box of eight standard deviations to each side; the integrand is smooth.
TEST_CASE("nle: the likelihood integrates to one over the data") {
  const LikelihoodEstimator estimator = random_estimator();
  constexpr int cells = 150;
  double sum = 0;
  for (int i = 0; i < cells; ++i) {
    for (int j = 0; j < cells; ++j) {
      const double v = -15 + 32 * (i + 0.5) / cells;
      const double w = -5 + 11 * (j + 0.5) / cells;  // asinh((x_1 - 1) / 0.3)
      Matrix theta(1, 3);
      theta.values() = {0.5, 5, 9};
      double value = 0;
      estimator.log_likelihood(theta, std::vector<double>{v, 1 + 0.3 * std::sinh(w)}, {&value, 1});
      sum += std::exp(value) * 0.3 * std::cosh(w) * (32.0 / cells) * (11.0 / cells);
    }
  }
  CHECK(sum == Approx(1).epsilon(1e-3));
}

TEST_CASE("nle: many rows at once are as one by one, and outside the prior nothing is likely") {
  const LikelihoodEstimator estimator = random_estimator();
  const std::vector<double> x = {0.3, 2.0};
  const std::vector<double> together = at_places(estimator, x);
  const Matrix theta = places();
  for (std::size_t i = 0; i < 4; ++i) {
    double alone = 0;
    estimator.log_likelihood(theta.view().rows(i, 1), x, {&alone, 1});
    if (i == 3) {
      CHECK(alone == -infinity);
      CHECK(together[i] == -infinity);
    } else {
      CHECK(together[i] == Approx(alone).epsilon(1e-5));
    }
  }
}

TEST_CASE("nle: a saved estimator answers as before") {
  const TemporaryDirectory folder;
  const std::string family = GENERATE("maf", "spline", "nsf", "mdn");
  const LikelihoodEstimator estimator = random_estimator(2, family);
  estimator.save(folder / "nle.h5", {});
  const LikelihoodEstimator read = LikelihoodEstimator::load(folder / "nle.h5");
  CHECK(at_places(read, {0.3, 2.0}) == at_places(estimator, {0.3, 2.0}));
}

TEST_CASE("nle: a likelihood of more data than units gets wider layers") {
  LikelihoodEstimatorOptions options;
  options.flow = flow_of("maf", 5, {{16, 16}, "silu"});
  options.ensemble = 1;
  const LikelihoodEstimator estimator(three(), DataColumns(std::vector<DataColumn>(100)),
                                      Standardizer(std::vector<double>(100, 0), std::vector<double>(100, 1)), options,
                                      {1});
  for (const double value : at_places(estimator, std::vector<double>(100, 0.1))) CHECK_FALSE(std::isnan(value));
}

TEST_CASE("nle: its file states the shape of the data, and it refuses another") {
  LikelihoodEstimatorOptions options;
  options.ensemble = 1;
  const DataColumns columns({DataColumn{DataColumn::Role::constant, 4}, DataColumn{}});
  check_stated_shape(LikelihoodEstimator(three(), columns, DataView({2, 1}, Standardizer({0}, {1})), options, {1}));
}

TEST_CASE("nle: data that do not fit are an error") {
  const LikelihoodEstimator estimator = random_estimator();
  CHECK_THROWS_WITH(at_places(estimator, {1}),
                    Contains("data of shape [1] (the estimator was trained on data of shape [2])"));
  CHECK_THROWS_WITH(at_places(estimator, {1, std::nan("")}), Contains("must be finite"));
}

// By central differences of float32 densities, whose rounding allows 1e-3.
TEST_CASE("nle: derivatives by the parameters") {
  for (const std::string family : {"maf", "nsf", "mdn"}) {
    CAPTURE(family);
    const LikelihoodEstimator estimator = random_estimator(2, family);
    const std::vector<double> x{0.3, 1.4};
    std::vector<double> density(4), unused(4);
    Matrix gradient(4, 3);
    estimator.log_likelihood_gradient(places(), x, density, gradient);
    const std::vector<double> expected = at_places(estimator, x);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(density[i] == Approx(expected[i]).margin(1e-5));
      CHECK(gradient(i, 1) == 0);  // fixed
      for (const std::size_t j : {std::size_t{0}, std::size_t{2}}) {
        constexpr double step = 0.01;
        double difference = 0;
        for (const double side : {-1.0, 1.0}) {
          Matrix theta = places();
          theta(i, j) += side * step;
          estimator.log_likelihood(theta, x, unused);
          difference += side * unused[i] / (2 * step);
        }
        CHECK(gradient(i, j) == Approx(difference).margin(2e-3));
      }
    }
    CHECK(density[3] == -infinity);
    CHECK(gradient(3, 0) == 0);
  }
}
