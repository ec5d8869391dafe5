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
  const Measured gain = choice_by(likelihood_gains(npe, nle, data, data.split.validation, {7})).gain;
  const double exact = exact_gain(npe, data, data.split.validation);
  REQUIRE(exact > 0.1);
  // The same rows: what is left is the scatter of the integrals and the error of a trained likelihood.
  CHECK(std::abs(gain.value - exact) < 0.03);
  CHECK(gain.error < 0.05);
  CHECK(posterior.picked() == "nle");
}

TEST_CASE("posterior choice: the posterior that was picked is the one that answers") {
  const TemporaryDirectory folder;
  const JointData data = problem().draw(6000, 600, {2});
  const bool likelihood = GENERATE(false, true);
  const AutomaticPosterior posterior = train(data, small_options(likelihood), folder);
  CHECK(posterior.picked() == (likelihood ? "nle" : "npe"));
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

TEST_CASE("posterior choice: the mixture that rows give most to, or the one that it nearly is") {
  CHECK(choice_by(std::vector<double>(10, 0.5)).share == 1);
  CHECK(choice_by(std::vector<double>(10, -0.5)).share == 0);
  CHECK(choice_by(std::vector<double>(10, 0.5)).gain.value == Approx(0.5));
  std::vector<double> either, doubtful = {4, -3, -3, -3};
  for (int i = 0; i < 50; ++i) either.insert(either.end(), {1.2, -1.2, 0.3, 1.0});
  // Where sum (e^g - 1) / (s (e^g - 1) + 1) = 0, by trying shares in steps.
  double best = 0, most = -HUGE_VAL;
  for (double share = 0; share < 1; share += 1e-4) {
    double sum = 0;
    for (const double gain : either) sum += std::log(share * std::exp(gain) + 1 - share);
    if (sum > most) best = share, most = sum;
  }
  CHECK(choice_by(either).share == Approx(best).margin(2e-4));
  CHECK((best > 0.5 && best < 0.9));
  CHECK(choice_by(doubtful).share == 0);  // one row in four is no more than chance
}

TEST_CASE("posterior choice: a mixture is the density of its draws, and integrates to one") {
  const TemporaryDirectory folder;
  const JointData data = problem().draw(3000, 300, {2});
  train(data, small_options(true), folder);
  const auto nle = std::make_shared<const LikelihoodEstimator>(LikelihoodEstimator::load(folder / "m.auto.nle.h5"));
  AutomaticPosterior::save_choice(folder / "m.auto.h5", {{0.1, 0.05}, 0.6});
  const AutomaticPosterior posterior = AutomaticPosterior::load(folder / "m.auto.h5", small_options(true).mcmc);
  CHECK(posterior.picked() == "a mixture of npe and nle");
  CHECK(posterior.choice().share == 0.6);
  CHECK(amortised(posterior) == nullptr);
  const std::vector<double> x{4, 6};
  const AutomaticDensity density = posterior.given(x);
  CHECK(density.normalised());
  const auto density_at = [&](double at) {
    double log_prob = 0;
    density.log_prob({&at, 1, 1}, {&log_prob, 1});
    return std::exp(log_prob);
  };
  constexpr double step = 0.02;
  double total = 0, mean = 0;
  for (double at = -8; at < 16; at += step) total += step * density_at(at), mean += step * at * density_at(at);
  CHECK(total == Approx(1).margin(0.02));  // of the evidence, by some 1,800 weighted draws
  TrainingRecorder recorder;
  const auto [draws, report] = density.answer(4000, {5}, recorder);
  double drawn = 0, first = 0;
  for (std::size_t i = 0; i < 4000; ++i) drawn += draws.theta(i, 0) / 4000;
  for (std::size_t i = 0; i < 400; ++i) first += draws.theta(i, 0) / 400;
  const double sd = summarize(draws).std[0];
  CHECK(std::abs(drawn - mean) < 0.1 * sd);
  CHECK(std::abs(first - mean) < 0.25 * sd);  // in no order: each part is like all
  CHECK(draws.log_prob[7] == Approx(std::log(density_at(draws.theta(7, 0)))));
}

TEST_CASE("posterior choice: nothing to choose by is an error") {
  const TemporaryDirectory folder;
  const JointData data = problem().draw(600, 60, {3});
  train(data, small_options(true), folder);
  const auto npe = PosteriorEstimator::load(folder / "m.auto.npe.h5");
  const auto nle = LikelihoodEstimator::load(folder / "m.auto.nle.h5");
  CHECK(error_from([&] { likelihood_gains(npe, nle, data, {}, {1}); }).kind() == ErrorKind::data);
}
