#include "flows/estimators/likelihood_training.hpp"

#include <cmath>

#include "core/infer/mcmc_posterior.hpp"
#include "core/infer/summary.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/flows.hpp"
#include "tests/support/linear_gaussian_truth.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

LinearGaussianTruth problem() {
  LinearGaussianTruth truth{Eigen::MatrixXd(4, 3), Eigen::Vector3d(0, 70, -1), Eigen::Vector3d(1, 10, 0.1),
                            Eigen::Vector4d(0.5, 0.5, 1, 0.3)};
  truth.design << 1, 0, 0, 0, 0.1, 0, 1, 0.1, 5, 0.3, 0, 10;
  return truth;
}

LikelihoodEstimator train(const ParameterSpace& space, const JointData& data,
                          const LikelihoodEstimatorOptions& options) {
  const TemporaryDirectory folder;
  TrainingRecorder recorder;
  const auto training = make_likelihood_training("m.nle", space, data, options, {4});
  train_members(*training, {}, recorder);
  training->save(folder / "nle.h5");
  return LikelihoodEstimator::load(folder / "nle.h5");
}

double log_normal(double value, double mean, double sd) {
  return -0.5 * std::pow((value - mean) / sd, 2) - std::log(sd) - 0.5 * std::log(2 * M_PI);
}

ParameterSpace unit_interval() {
  return ParameterSpace::parse(ConfigNode::parse("{p: {prior: {uniform: [0, 1]}}}", "run.yaml"));
}

LikelihoodEstimatorOptions small_options() {
  LikelihoodEstimatorOptions options;
  options.flow = flow_of("maf", 3, {{32}, "silu"});
  options.ensemble = 1;
  options.training.steps = 2000;
  options.training.batch_size = 256;
  return options;
}

}  // namespace

TEST_CASE("nle: theta outside its prior cannot be learned from") {
  JointData data = problem().draw(100, 20, {1});
  const ParameterSpace space = ParameterSpace::parse(ConfigNode::parse(
      "{a: {prior: {normal: [0, 1]}}, b: {prior: {uniform: [0, 200]}}, c: {prior: {normal: [0, 1]}}}", "run.yaml"));
  data.theta(7, 1) = 201;
  TrainingRecorder recorder;
  const auto training = make_likelihood_training("m.nle", space, data, {}, {1});
  CHECK_THROWS_WITH(training->train_member(0, {}, recorder), Contains("simulation 7: theta lies outside its prior"));
}

// Means linear in theta with fixed variances are 4 * 3 + 4 + 4 = 20 numbers, a divergence of 5e-4 nat from 18000 rows
// at best; 0.02 nat are allowed, as for posteriors. With such a likelihood each posterior mean is within 0.2 standard
// deviations and each standard deviation within 10%, up to three standard errors of 4000 effective draws.
TEST_CASE("nle recovers the likelihood and the posterior of a linear-Gaussian problem", "[statistical]") {
  const LinearGaussianTruth truth = problem();
  const auto estimator =
      std::make_shared<const LikelihoodEstimator>(train(truth.space(), truth.draw(18000, 2000, {2}), small_options()));
  const JointData fresh = truth.draw(1000, 0, {3});
  double divergence = 0;
  for (std::size_t i = 0; i < 1000; ++i) {
    double found = 0;
    estimator->log_likelihood(fresh.theta.view().rows(i, 1), fresh.x.row(i), {&found, 1});
    const Eigen::Map<const Eigen::VectorXd> theta(fresh.theta.row(i).data(), 3);
    const Eigen::VectorXd mean = truth.design * theta;
    for (std::size_t k = 0; k < 4; ++k) {
      const auto row = static_cast<Eigen::Index>(k);
      divergence += log_normal(fresh.x(i, k), mean(row), truth.noise_sd(row)) / 1000;
    }
    divergence -= found / 1000;
  }
  CHECK(std::abs(divergence) < 0.02);

  const McmcPosterior posterior(truth.space(), estimator, 4, {});
  SilentReporter silent;
  const auto answer = posterior.given(fresh.x.row(0)).answer(10000, {5}, silent);
  CHECK(answer.report.warning().empty());
  REQUIRE(answer.report.convergence.bulk_ess > 4000);
  const GaussianMoments expected = truth.posterior({fresh.x.row(0).begin(), fresh.x.row(0).end()});
  const PosteriorSummary found = summarize(answer.draws);
  for (std::size_t j = 0; j < 3; ++j) {
    const auto index = static_cast<Eigen::Index>(j);
    const double sd = std::sqrt(expected.covariance(index, index));
    CHECK(std::abs(found.mean[j] - expected.mean[index]) < (0.2 + 3 / std::sqrt(4000.0)) * sd);
    CHECK(std::abs(found.std[j] / sd - 1) < 0.1 + 3 / std::sqrt(8000.0));
  }
}

// The number of successes in ten trials: the density at each integer is its probability, up to what the flow smooths.
// Probabilities are compared where they are above 0.05: within 0.15 nat, and within 0.4 at the ends, where the noise
// has edges that no smooth density follows. A constant and a copy among the data change nothing.
TEST_CASE("nle learns probabilities of integers", "[statistical]") {
  constexpr std::size_t n = 20000;
  JointData data{Matrix(n, 1), Matrix(n, 3), {}};
  Random random({6});
  for (std::size_t i = 0; i < n; ++i) {
    data.theta(i, 0) = random.uniform();
    for (int trial = 0; trial < 10; ++trial) data.x(i, 0) += random.uniform() < data.theta(i, 0) ? 1 : 0;
    data.x(i, 1) = data.x(i, 0);
    data.x(i, 2) = -3;
    (i % 10 == 0 ? data.split.validation : data.split.train).push_back(i);
  }
  LikelihoodEstimatorOptions options = small_options();
  options.flow = flow_of("spline", 3, {{32}, "silu"});
  options.ensemble = 2;
  const LikelihoodEstimator estimator = train(unit_interval(), data, options);
  for (const double p : {0.2, 0.5, 0.7}) {
    Matrix theta(1, 1, p);
    for (int k = 0; k <= 10; ++k) {
      const double exact = std::lgamma(11.0) - std::lgamma(k + 1.0) - std::lgamma(11.0 - k) + k * std::log(p) +
                           (10 - k) * std::log(1 - p);
      if (exact < std::log(0.05)) continue;
      double found = 0;
      estimator.log_likelihood(theta, std::vector<double>{static_cast<double>(k), static_cast<double>(k), -3},
                               {&found, 1});
      CAPTURE(p, k);
      CHECK(std::abs(found - exact) < (k == 0 || k == 10 ? 0.4 : 0.15));
    }
  }
}
