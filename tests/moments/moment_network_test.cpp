#include "moments/moment_network.hpp"

#include <cmath>

#include <Eigen/Cholesky>

#include "moments/moment_training.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/linear_gaussian_truth.hpp"
#include "tests/support/stated_shape.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

const std::vector<double> observed = {0.3, -0.2, 1};

// Two parameters of different size in three data.
LinearGaussianTruth problem() {
  LinearGaussianTruth truth{Eigen::MatrixXd(3, 2), Eigen::Vector2d(0, 50), Eigen::Vector2d(1, 20),
                            Eigen::Vector3d(0.5, 1, 0.7)};
  truth.design << 1, 0, 0.5, 0.05, -1, 0.05;
  return truth;
}

MomentNetworkOptions small_options(std::int64_t ensemble) {
  MomentNetworkOptions options;
  options.network = {{32, 32}, "silu"};
  options.ensemble = ensemble;
  options.training.steps = 1500;
  return options;
}

MomentNetwork untrained(std::int64_t ensemble) {
  return {problem().space(),
          Standardizer({0, 0, 0}, {1, 2, 1}),
          Standardizer({0.1, 50}, {1, 20}),
          small_options(ensemble),
          {3}};
}

MomentNetwork embedded(std::int64_t ensemble) {
  MomentNetworkOptions options = small_options(ensemble);
  options.embedding = EmbeddingOptions{MlpEmbeddingOptions{{{8}, "silu"}, 2}};
  return {problem().space(), Standardizer({0, 0, 0}, {1, 2, 1}), Standardizer({0.1, 50}, {1, 20}), options, {3}};
}

// Series of three numbers through a convolution.
MomentNetworkOptions convolving(std::int64_t ensemble) {
  MomentNetworkOptions options = small_options(ensemble);
  CnnEmbeddingOptions cnn;
  cnn.channels = {4};
  cnn.stride_first = 1;
  cnn.periodic = true;
  cnn.outputs = 3;
  options.embedding = EmbeddingOptions{cnn};
  return options;
}

// The spectrum of a series of three numbers.
MomentNetwork summarising() {
  const SummaryOptions summary{SpectrumOptions{.moments = true}};
  const DataView view({1, 3}, Standardizer(std::vector<double>(5, 0), std::vector<double>(5, 2)), 1, summary);
  return {problem().space(), view, Standardizer({0.1, 50}, {1, 20}), small_options(2), {3}};
}

MomentNetwork saved_network() {
  const int kind = GENERATE(0, 1, 2, 3, 4);
  if (kind == 0) return untrained(2);
  if (kind == 1) return embedded(2);
  if (kind == 4) return summarising();
  MomentNetworkOptions options = convolving(2);
  if (kind == 3) options.loss = "gaussian";
  return {problem().space(), Standardizer({0, 0, 0}, {1, 1, 1}), Standardizer({0.1, 50}, {1, 20}), options, {3}};
}

Eigen::MatrixXd matrix_of(const Matrix& matrix) {
  Eigen::MatrixXd result(matrix.rows(), matrix.cols());
  for (std::size_t i = 0; i < matrix.rows(); ++i) {
    for (std::size_t j = 0; j < matrix.cols(); ++j) {
      result(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = matrix(i, j);
    }
  }
  return result;
}

GaussianMoments moments_of(const MomentEstimate& estimate) {
  const Eigen::Map<const Eigen::VectorXd> mean(estimate.mean.data(), static_cast<Eigen::Index>(estimate.mean.size()));
  return {mean, matrix_of(estimate.covariance)};
}

}  // namespace

TEST_CASE("moment network: estimates are in the parameters' own units, with a positive definite covariance") {
  const GaussianMoments found = moments_of(untrained(2).estimate(observed));
  CHECK(std::abs(found.mean[1] - 50) < 60);
  CHECK(found.covariance == found.covariance.transpose());
  CHECK(found.covariance.llt().info() == Eigen::Success);
  CHECK(found.covariance(1, 1) > found.covariance(0, 0));
}

TEST_CASE("moment network: comes back from its file with the same answers, bit by bit") {
  const TemporaryDirectory folder;
  const MomentNetwork saved = saved_network();
  saved.save(folder / "m.h5", {});
  const MomentNetwork loaded = MomentNetwork::load(folder / "m.h5");
  CHECK(loaded.estimate(observed).mean == saved.estimate(observed).mean);
  CHECK(loaded.estimate(observed).covariance == saved.estimate(observed).covariance);
  CHECK(loaded.space().free_names() == saved.space().free_names());
}

TEST_CASE("moment network: both networks read the data through an embedding of their own") {
  const MomentNetwork network = embedded(1);
  const auto networks = network.networks();
  REQUIRE(networks.size() == 2);
  for (const Parameters* parameters : networks) CHECK(parameters->names().front().starts_with("embedding."));
  const std::vector<double> before = network.estimate(observed).mean;
  networks[0]->tensors().front().detach().mul_(2);
  CHECK(network.estimate(observed).mean != before);
}

TEST_CASE("moment network: its file states the shape of the data, and it refuses another") {
  const DataView view({2, 1}, Standardizer({0, 0}, {1, 2}));
  check_stated_shape(MomentNetwork(problem().space(), view, Standardizer({0.1, 50}, {1, 20}), small_options(1), {3}));
}

TEST_CASE("moment network: as a posterior it is the normal of its moments, at many x as at one") {
  const MomentNetwork network = untrained(2);
  Matrix x(5, 3);
  Random random(Seed{8});
  random.normal(x.values());
  const std::vector<Seed> seeds{{1}, {2}, {3}, {4}, {5}};
  const auto batch = network.at_each(x);
  REQUIRE(batch->size() == 5);
  const Draws all = batch->sample(50, seeds);
  std::vector<double> again(250);
  batch->log_prob(all.theta, again);
  CHECK(again == all.log_prob);
  for (std::size_t i = 0; i < 5; ++i) {
    const Draws one = network.given(x.row(i)).sample(50, seeds[i]);
    const MomentEstimate moments = network.estimate(x.row(i));
    for (std::size_t k = 0; k < 50; ++k) {
      CHECK(all.theta(50 * i + k, 0) == Approx(one.theta(k, 0)).margin(1e-4));
      CHECK(all.theta(50 * i + k, 1) == Approx(one.theta(k, 1)).margin(1e-3));
      const Eigen::Vector2d theta(one.theta(k, 0), one.theta(k, 1));
      CHECK(one.log_prob[k] == Approx(log_density(moments_of(moments), theta)).margin(1e-6));
    }
  }
}

TEST_CASE("moment network: data of another length are an error, and so are scales of other parameters") {
  const Error error = error_from([] { untrained(1).estimate(std::vector<double>{1, 2}); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("data of shape [2] (the estimator was trained on data of shape [3])"));
  const Error scales = error_from(
      [] { MomentNetwork(problem().space(), Standardizer({0}, {1}), Standardizer({0}, {1}), small_options(1), {3}); });
  CHECK_THAT(scales.what(), Contains("scales of 1 parameters (there are 2)"));
}

// The true answer has 2 * 4 + 3 = 11 numbers, which n = 20000 rows tell to 11 / (2 n) = 3e-4 nat of divergence. The
// networks have more freedom: 0.02 nat is allowed on average over x, a shift of 0.2 standard deviations in one
// parameter, or 10% of one standard deviation.
TEST_CASE("moment network recovers mean and covariance of a linear-Gaussian posterior", "[statistical]") {
  const std::string loss = GENERATE("score", "squared", "log_sum", "gaussian");
  CAPTURE(loss);
  const TemporaryDirectory folder;
  const LinearGaussianTruth truth = problem();
  const JointData data = truth.draw(18000, 2000, {2});
  TrainingRecorder recorder;
  MomentNetworkOptions options = small_options(1);
  options.loss = loss;
  const auto training = make_moment_training("m.moments", truth.space(), data, options, {4});
  REQUIRE(training->members() == 1);
  training->train_member(0, {}, recorder);
  training->save(folder / "m.h5");
  const MomentNetwork network = MomentNetwork::load(folder / "m.h5");

  const JointData fresh = truth.draw(300, 0, {5});
  double mean_divergence = 0, mean_ratio = 0;
  for (std::size_t i = 0; i < 300; ++i) {
    const std::vector<double> x(fresh.x.row(i).begin(), fresh.x.row(i).end());
    mean_divergence += divergence(truth.posterior(x), moments_of(network.estimate(x))) / 300;
    double found = 0;
    network.given(x).log_prob(fresh.theta.view().rows(i, 1), {&found, 1});
    const Eigen::Vector2d theta(fresh.theta(i, 0), fresh.theta(i, 1));
    mean_ratio += (log_density(truth.posterior(x), theta) - found) / 300;
  }
  CHECK(mean_divergence < 0.02);
  // The normal is the posterior's: E ln p / q at draws of p is the divergence, of which a draw has sd below 0.2.
  CHECK(std::abs(mean_ratio - mean_divergence) < 5 * 0.2 / std::sqrt(300.0));
}

TEST_CASE("moment network: a training on images that was stopped goes on to the same bits") {
  const LinearGaussianTruth truth = problem();
  const JointData data = truth.draw(300, 100, {2});
  MomentNetworkOptions options = convolving(1);
  options.augment = {"flips", true};
  options.training.steps = 200;
  options.loss = GENERATE("score", "log_sum");
  const auto make = [&] { return make_moment_training("m.moments", truth.space(), data, options, {4}); };
  const auto answer = [&](const EstimatorTraining& training, const TemporaryDirectory& folder) {
    training.save(folder / "m.h5");
    return MomentNetwork::load(folder / "m.h5").estimate(observed);
  };
  TrainingRecorder all;
  const TemporaryDirectory folder, resumed_folder;
  const auto whole = make();
  whole->train_member(0, {}, all);
  for (int epochs = 2; epochs < all.epochs(); epochs += 5) {
    TrainingRecorder stopping(2);
    const auto part = make();
    try {
      part->train_member(0, resumed_folder.path(), stopping);
    } catch (const Error& error) {
      REQUIRE(error.kind() == ErrorKind::interrupted);
    }
  }
  TrainingRecorder last;
  const auto resumed = make();
  resumed->train_member(0, resumed_folder.path(), last);
  REQUIRE(last.epochs() < all.epochs());
  CHECK(answer(*resumed, resumed_folder).mean == answer(*whole, folder).mean);
  CHECK(answer(*resumed, resumed_folder).covariance == answer(*whole, folder).covariance);
}

TEST_CASE("moment network: a circle has no regression", "[moments]") {
  const auto space =
      ParameterSpace::parse(ConfigNode::parse("{phi: {prior: {uniform: [0, 6.28]}, periodic: true}}", "run.yaml"));
  const Error error =
      error_from([&] { MomentNetwork(space, Standardizer({0}, {1}), Standardizer({0}, {1}), small_options(1), {1}); });
  CHECK(error.kind() == ErrorKind::config);
  CHECK_THAT(error.what(), Contains("phi is periodic"));
}
