#include "flows/estimators/posterior_choice.hpp"

#include <cmath>

#include "core/estimator/train_plans.hpp"
#include "core/infer/summary.hpp"
#include "flows/estimators/automatic_training.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/flows.hpp"
#include "tests/support/linear_gaussian_truth.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

// One parameter, measured twice.
LinearGaussianTruth problem() {
  LinearGaussianTruth truth{Eigen::MatrixXd(2, 1), Eigen::VectorXd::Constant(1, 3), Eigen::VectorXd::Constant(1, 2),
                            Eigen::Vector2d(1, 2)};
  truth.design << 1, 1;
  return truth;
}

// The one that is not to be any good learns nothing.
AutomaticPosteriorOptions small_options(bool likelihood) {
  AutomaticPosteriorOptions options;
  options.npe.flow = flow_of("maf", 2, {{16}, "silu"});
  options.nle.flow = options.npe.flow;
  options.npe.ensemble = options.nle.ensemble = 1;
  options.npe.training.steps = options.nle.training.steps = 1500;
  (likelihood ? options.npe.training : options.nle.training).learning_rate = 1e-9;
  options.npe.training.batch_size = options.nle.training.batch_size = 128;
  options.mcmc.chains = 10;
  return options;
}

AutomaticPosterior train(const JointData& data, const AutomaticPosteriorOptions& options,
                         const TemporaryDirectory& to) {
  const ModelData model{"m", problem().space(), [&data]() -> const JointData& { return data; }};
  TrainingRecorder recorder;
  train_plans({automatic_plan("m.auto", model, options, {4})}, EstimatorFolder(to.path()), recorder);
  return AutomaticPosterior::load(to / "m.auto.h5", options.mcmc);
}

// E ln p(theta | x) - ln q(theta | x) over the rows.
double exact_gain(const PosteriorEstimator& posterior, const JointData& data, const std::vector<std::size_t>& rows) {
  double sum = 0;
  for (const std::size_t row : rows) {
    const std::vector<double> x(data.x.row(row).begin(), data.x.row(row).end());
    double log_prob = 0;
    posterior.given(x).log_prob(data.theta.view().rows(row, 1), {&log_prob, 1});
    const Eigen::VectorXd theta = Eigen::VectorXd::Constant(1, data.theta(row, 0));
    sum += log_density(problem().posterior(x), theta) - log_prob;
  }
  return sum / static_cast<double>(rows.size());
}

}  // namespace

TEST_CASE("posterior choice: what a good likelihood gains over a bad posterior is their divergence") {
  const TemporaryDirectory folder;
  const JointData data = problem().draw(6000, 2000, {1});
  const AutomaticPosterior posterior = train(data, small_options(true), folder);
  const auto npe = PosteriorEstimator::load(folder / "m.auto.npe.h5");
  const auto nle = LikelihoodEstimator::load(folder / "m.auto.nle.h5");
  const Measured gain = likelihood_gain(npe, nle, data, data.split.validation, {7});
  const double exact = exact_gain(npe, data, data.split.validation);
  REQUIRE(exact > 0.1);
  // The same rows: what is left is the scatter of 255 contrasts and the error of a trained likelihood.
  CHECK(std::abs(gain.value - exact) < 0.03);
  CHECK(gain.error < 0.05);
  CHECK(posterior.picked() == "nle");
}

TEST_CASE("posterior choice: the posterior that was picked is the one that answers") {
  const TemporaryDirectory folder;
  const JointData data = problem().draw(6000, 600, {2});
  const bool likelihood = GENERATE(false, true);
  const AutomaticPosterior posterior = train(data, small_options(likelihood), folder);
  CHECK(posterior.picks_likelihood() == likelihood);
  const std::vector<double> x{4, 6};
  const AutomaticDensity density = posterior.given(x);
  CHECK(density.normalised() == !likelihood);
  TrainingRecorder recorder;
  const auto [draws, report] = density.answer(4000, {5}, recorder);
  const double effective = summarize(draws).effective_draws;
  CHECK(effective > 1000);
  CHECK(effective <= 4000);
  CHECK_FALSE(report.has_value());
  const GaussianMoments exact = problem().posterior(x);
  double mean = 0;
  for (std::size_t i = 0; i < 4000; ++i) mean += draws.theta(i, 0) / 4000;
  // A fifth of a standard deviation: small networks, some 400 effective draws.
  CHECK(std::abs(mean - exact.mean(0)) < 0.2 * std::sqrt(exact.covariance(0, 0)));
}

TEST_CASE("posterior choice: nothing to choose by is an error") {
  const TemporaryDirectory folder;
  const JointData data = problem().draw(600, 60, {3});
  train(data, small_options(true), folder);
  const auto npe = PosteriorEstimator::load(folder / "m.auto.npe.h5");
  const auto nle = LikelihoodEstimator::load(folder / "m.auto.nle.h5");
  CHECK(error_from([&] { likelihood_gain(npe, nle, data, {}, {1}); }).kind() == ErrorKind::data);
}
