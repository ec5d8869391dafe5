#include "flows/estimators/posterior_estimator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/flows.hpp"
#include "tests/support/stated_shape.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const std::vector<double> observed = {0.4, -1.1, 2.5};

ParameterSpace box() {
  return ParameterSpace::parse(
      ConfigNode::parse("{H0: {prior: {uniform: [50, 90]}}, Om: {prior: {uniform: [0, 1]}}}", "run.yaml"));
}

/// Untrained flows with weights blown up, so that they are far from the prior.
PosteriorEstimator random_estimator(std::int64_t ensemble, Seed seed = {1}, const std::string& family = "maf") {
  PosteriorEstimatorOptions options;
  options.flow = flow_of(family, 2, {{10}, "tanh"});
  options.ensemble = ensemble;
  PosteriorEstimator estimator(box(), Standardizer({0, -1, 2}, {1, 2, 0.5}), options, seed);
  for (std::size_t i = 0; i < estimator.members(); ++i) estimator.member(i).parameters().flat().mul_(1.5);
  return estimator;
}

/// A periodic parameter and a real one.
PosteriorEstimator random_ring(const std::string& family) {
  PosteriorEstimatorOptions options;
  options.flow = flow_of(family, 2, {{10}, "tanh"});
  options.ensemble = 2;
  const ParameterSpace space = ParameterSpace::parse(ConfigNode::parse(
      "{phase: {prior: {uniform: [0, 360]}, periodic: true}, a: {prior: {normal: [0, 1]}}}", "run.yaml"));
  PosteriorEstimator estimator(space, Standardizer({0, -1, 2}, {1, 2, 0.5}), options, {2});
  for (std::size_t i = 0; i < estimator.members(); ++i) estimator.member(i).parameters().flat().mul_(3);
  return estimator;
}

double log_prob_at(const PosteriorEstimator& estimator, double H0, double Om) {
  Matrix theta(1, 2);
  theta.values() = {H0, Om};
  double value = 0;
  estimator.given(observed).log_prob(theta, {&value, 1});
  return value;
}

std::vector<double> log_prob_at(const PosteriorEstimator& estimator, const Matrix& theta) {
  std::vector<double> values(theta.rows());
  estimator.given(observed).log_prob(theta, values);
  return values;
}

// Middles of cells in v, where theta = low + width (3 v^2 - 2 v^3): the change of variable takes the steep edges out.
double integral_over_prior(const PosteriorEstimator& estimator, std::size_t cells) {
  Matrix theta(cells * cells, 2);
  std::vector<double> weight(cells * cells);
  for (std::size_t row = 0; row < theta.rows(); ++row) {
    const auto middle = [&](std::size_t i) { return (static_cast<double>(i) + 0.5) / static_cast<double>(cells); };
    const double v = middle(row % cells);
    const double w = middle(row / cells);
    theta(row, 0) = 50 + 40 * v * v * (3 - 2 * v);
    theta(row, 1) = w * w * (3 - 2 * w);
    weight[row] = 40 * 36 * v * (1 - v) * w * (1 - w) / static_cast<double>(cells * cells);
  }
  const std::vector<double> log_prob = log_prob_at(estimator, theta);
  double sum = 0;
  for (std::size_t row = 0; row < theta.rows(); ++row) sum += weight[row] * std::exp(log_prob[row]);
  return sum;
}

}  // namespace

TEST_CASE("posterior estimator: the density integrates to one over the prior's box") {
  const std::uint64_t seed = GENERATE(1, 2);
  const PosteriorEstimator estimator = random_estimator(2, {seed});
  CHECK(std::abs(log_prob_at(estimator, 70, 0.3) - std::log(1.0 / 40)) > 0.01);  // it is not the prior
  CHECK(integral_over_prior(estimator, 500) == Approx(1).margin(2e-3));
}

TEST_CASE("posterior estimator: draws stay in the prior, are distributed as the density says, and follow the seed") {
  const PosteriorEstimator estimator = random_estimator(2);
  constexpr std::size_t n = 10000;  // more than one batch
  const Draws draws = estimator.given(observed).sample(n, {5});
  REQUIRE(draws.theta.rows() == n);
  CHECK(draws.weights.empty());
  for (std::size_t i = 0; i < n; ++i) CHECK(box().contains(draws.theta.row(i)));

  // E_q[p / q] = 1 with the prior p = 1 / 40 in the box.
  double sum = 0;
  double squares = 0;
  for (double log_prob : draws.log_prob) {
    const double ratio = std::exp(std::log(1.0 / 40) - log_prob);
    sum += ratio / n;
    squares += ratio * ratio / n;
  }
  CHECK(std::abs(sum - 1) < 5 * std::sqrt((squares - sum * sum) / n));
  CHECK(squares < 100);  // so that the error above means something

  // theta of order 50 holds its distance from the edge to 1e-14.
  const std::vector<double> again = log_prob_at(estimator, draws.theta);
  double worst = 0;
  for (std::size_t i = 0; i < n; ++i) worst = std::max(worst, std::abs(again[i] - draws.log_prob[i]));
  CHECK(worst < 1e-3);

  CHECK(estimator.given(observed).sample(n, {5}).theta == draws.theta);
  CHECK(estimator.given(observed).sample(n, {6}).theta != draws.theta);
  CHECK(estimator.given(observed).sample(0, {5}).theta.rows() == 0);
}

TEST_CASE("posterior estimator: an ensemble is the mixture of its members") {
  const PosteriorEstimator mixture = random_estimator(3);
  double mean = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    PosteriorEstimator alone = random_estimator(1);
    alone.member(0).parameters().assign(mixture.member(i).parameters().flat());
    mean += std::exp(log_prob_at(alone, 63, 0.8)) / 3;
  }
  CHECK(log_prob_at(mixture, 63, 0.8) == Approx(std::log(mean)).epsilon(1e-6));
  CHECK(std::abs(log_prob_at(mixture, 63, 0.8) - log_prob_at(random_estimator(1), 63, 0.8)) > 1e-3);
}

TEST_CASE("posterior estimator: no density outside of the prior, nor on its edge") {
  const PosteriorEstimator estimator = random_estimator(2);
  CHECK(std::isfinite(log_prob_at(estimator, 50.001, 0.999)));
  for (const double H0 : {49.999, 50.0, 90.0, 91.0, -infinity, infinity, std::nan("")}) {
    CAPTURE(H0);
    CHECK(log_prob_at(estimator, H0, 0.5) == -infinity);
  }
  CHECK(log_prob_at(estimator, 70, -0.1) == -infinity);
}

TEST_CASE("posterior estimator: its file states the shape of the data, and it refuses another") {
  PosteriorEstimatorOptions options;
  options.ensemble = 1;
  check_stated_shape(PosteriorEstimator(box(), DataView({2, 1}, Standardizer({0, -1}, {1, 2})), options, {1}));
}

TEST_CASE("posterior estimator: data of another length or without a value are an error") {
  const PosteriorEstimator estimator = random_estimator(1);
  const Error length = error_from([&] { estimator.given(std::vector<double>{1, 2}); });
  CHECK(length.kind() == ErrorKind::data);
  CHECK_THAT(length.what(), Contains("data of shape [2] (the estimator was trained on data of shape [3])"));
  const Error value = error_from([&] { estimator.given(std::vector<double>{1, std::nan(""), 3}); });
  CHECK(value.kind() == ErrorKind::data);
  CHECK_THAT(value.what(), Contains("column 1 = nan"));
}

TEST_CASE("posterior estimator: a periodic parameter has one density at both ends of its prior") {
  const PosteriorEstimator estimator = random_ring("nsf");
  const auto at = [&](double phase) {
    Matrix theta(1, 2);
    theta.values() = {phase, 0.3};
    return log_prob_at(estimator, theta)[0];
  };
  CHECK(std::isfinite(at(0)));
  CHECK(at(360) == Approx(at(0)).margin(1e-4));
  CHECK(at(359.9999) == Approx(at(0.0001)).margin(1e-3));
  CHECK(std::abs(at(180) - at(0)) > 0.01);
  CHECK(at(-0.001) == -infinity);
}

TEST_CASE("posterior estimator: the density with a periodic parameter integrates to one") {
  const std::string family = GENERATE("spline", "nsf");
  const PosteriorEstimator estimator = random_ring(family);
  constexpr std::size_t angles = 200;
  constexpr std::size_t cells = 800;
  Matrix theta(angles * cells, 2);
  for (std::size_t row = 0; row < theta.rows(); ++row) {
    theta(row, 0) = 360 * (static_cast<double>(row % angles) + 0.5) / angles;
    theta(row, 1) = -8 + 16 * (static_cast<double>(row / angles) + 0.5) / cells;
  }
  double sum = 0;
  for (const double log_prob : log_prob_at(estimator, theta)) sum += std::exp(log_prob);
  CHECK(sum * 360 * 16 / static_cast<double>(theta.rows()) == Approx(1).margin(2e-3));

  const Draws draws = estimator.given(observed).sample(2000, {5});
  for (std::size_t i = 0; i < 2000; ++i) CHECK(estimator.space().contains(draws.theta.row(i)));
  const std::vector<double> again = log_prob_at(estimator, draws.theta);
  for (std::size_t i = 0; i < 2000; ++i) CHECK(again[i] == Approx(draws.log_prob[i]).margin(1e-3));
}

TEST_CASE("posterior estimator: families without a map of a circle take no periodic parameter") {
  const std::string family = GENERATE("maf", "mdn");
  const Error error = error_from([&] { random_ring(family); });
  CHECK(error.kind() == ErrorKind::config);
  CHECK_THAT(error.what(), Contains("phase is periodic") && Contains("spline") && Contains("nsf"));
}

TEST_CASE("posterior estimator: comes back from its file with its convolutions, or its summary, bit by bit") {
  PosteriorEstimatorOptions options = read_options<PosteriorEstimatorOptions>(ConfigNode::parse(
      "{embedding: {kind: cnn, channels: [4, 3], periodic: true, outputs: 2}, hidden: [8], transforms: 1, ensemble: 2}",
      "run.yaml"));
  DataView view({4, 3}, Standardizer(std::vector<double>(12, 1), std::vector<double>(12, 2)));
  if (GENERATE(false, true)) {
    options.flow.embedding.reset();
    view = DataView({4, 3}, Standardizer({0, 1, 0}, {1, 2, 1}), 1, SummaryOptions{SpectrumOptions{.shells = 3}});
  }
  const PosteriorEstimator saved(box(), view, options, {4});
  const TemporaryDirectory folder;
  saved.save(folder / "e.h5", {});
  const PosteriorEstimator loaded = PosteriorEstimator::load(folder / "e.h5");
  std::vector<double> map(12);
  Random(Seed{5}).normal(map);
  const Draws draws = loaded.given(map).sample(50, {3}), expected = saved.given(map).sample(50, {3});
  CHECK(draws.theta == expected.theta);
  CHECK(draws.log_prob == expected.log_prob);
}

TEST_CASE("posterior estimator: comes back from its file with the same answers, bit by bit") {
  const std::string family = GENERATE("maf", "spline", "nsf", "mdn");
  const TemporaryDirectory folder;
  const PosteriorEstimator saved = random_estimator(2, {1}, family);
  saved.save(folder / "e.h5", {{"loss.e.0", Matrix(2, 4, 0.5)}});
  const PosteriorEstimator loaded = PosteriorEstimator::load(folder / "e.h5");
  CHECK(loaded.space().free_names() == std::vector<std::string>{"H0", "Om"});
  CHECK(log_prob_at(loaded, 63, 0.8) == log_prob_at(saved, 63, 0.8));
  const Draws expected = saved.given(observed).sample(100, {3});
  const Draws draws = loaded.given(observed).sample(100, {3});
  CHECK(draws.theta == expected.theta);
  CHECK(draws.log_prob == expected.log_prob);
}

TEST_CASE("posterior estimator: a device that is not there is an error") {
  PosteriorEstimatorOptions options;
  options.training.device = "cuda:99x";
  CHECK(error_from([&] { PosteriorEstimator(box(), Standardizer({0}, {1}), options, {1}); }).kind() ==
        ErrorKind::config);
}
