#include "flows/estimators/posterior_choice.hpp"

#include <cmath>

#include "core/estimator/estimator_file.hpp"
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
  const JointData data = problem().draw(6000, 600, {1});
  const AutomaticPosterior posterior = train(data, small_options(true), folder);
  const auto npe = PosteriorEstimator::load(folder / "m.auto.npe.h5");
  const auto nle = LikelihoodEstimator::load(folder / "m.auto.nle.h5");
  const Measured gain = choice_by(held_out_scores(npe, nle, data, data.split.validation, {7})).gain;
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
  const auto [draws, report, doubt] = density.answer(4000, {5}, recorder);
  CHECK(doubt.empty());
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

TEST_CASE(
    "posterior choice: the likelihood where it foretells better where held-out rows lie, npe in doubt and where "
    "alike") {
  const auto scores = [](int in_set, int rows, double by_posterior, double by_likelihood) {
    std::vector<HeldOutScore> result(static_cast<std::size_t>(rows), {-1, by_posterior, by_likelihood});
    for (int i = 0; i < in_set; ++i) result[static_cast<std::size_t>(i)].gain = 2;
    return result;
  };
  CHECK(choice_by(scores(80, 100, 0.3, 0.7)).picks_likelihood);
  CHECK_FALSE(choice_by(scores(30, 100, 0.3, 0.7)).picks_likelihood);
  CHECK_FALSE(choice_by(scores(58, 100, 0.3, 0.7)).picks_likelihood);
  CHECK_FALSE(choice_by(scores(90, 100, 0.495, 0.505)).picks_likelihood);
  const PosteriorChoice choice = choice_by(scores(30, 100, 0.3, 0.7));
  CHECK(choice.distance == Approx(0.4));
  CHECK(choice.beyond.value == Approx(-0.2));
  CHECK(choice.beyond.error == Approx(std::sqrt(0.3 * 0.7 / 100)));
  CHECK(choice.gain.value == Approx(0.3 * 2 - 0.7));
}

TEST_CASE("posterior choice: rows count by their weights, and not at all where their evidence is not known") {
  std::vector<HeldOutScore> scores(60, {-1, 0.3, 0.7});
  for (std::size_t i = 0; i < 30; ++i) scores[i].gain = 2, scores[i].weight = 4;
  CHECK(choice_by(scores).beyond.value == Approx(0.8 - 0.5));
  CHECK(choice_by(scores).picks_likelihood);
  for (std::size_t i = 0; i < 28; ++i) scores[i].known = false;
  const PosteriorChoice choice = choice_by(scores);
  CHECK(choice.known == Approx((8.0 + 30) / 150));
  CHECK(choice.beyond.value == Approx(8.0 / 38 - 0.5));
  for (HeldOutScore& score : scores) score.gain = 2, score.known = score.weight == 1;
  CHECK_FALSE(choice_by(scores).picks_likelihood);  // a fifth of the rows
}

// The likelihood is nearly right, and q knows the prior alone.
TEST_CASE("posterior choice: probabilities of the set where the likelihood is denser are those of the two") {
  const TemporaryDirectory folder;
  const JointData data = problem().draw(6000, 600, {1});
  train(data, small_options(true), folder);
  const auto npe = PosteriorEstimator::load(folder / "m.auto.npe.h5");
  const auto nle = LikelihoodEstimator::load(folder / "m.auto.nle.h5");
  const std::vector<HeldOutScore> scores = held_out_scores(npe, nle, data, data.split.validation, {7});
  const PosteriorChoice choice = choice_by(scores);
  CHECK(choice.picks_likelihood);
  CHECK(choice.distance > 0.1);
  double in_set = 0, foretold = 0;
  for (const HeldOutScore& score : scores) {
    CHECK(score.by_likelihood >= score.by_posterior - 0.15);  // by 256 draws of one of them
    in_set += (score.gain > 0 ? 1.0 : 0.0) / static_cast<double>(scores.size());
    foretold += score.by_likelihood / static_cast<double>(scores.size());
  }
  // A share of so many rows scatters by this at most, and the likelihood is trained.
  CHECK(std::abs(in_set - foretold) < 4.5 * 0.5 / std::sqrt(static_cast<double>(scores.size())) + 0.02);
}

TEST_CASE("posterior choice: what a file says of it, in today's words and in those of before") {
  const TemporaryDirectory folder;
  const JointData data = problem().draw(600, 60, {3});
  train(data, small_options(true), folder);
  AutomaticPosterior::save_choice(folder / "m.auto.h5", {{-0.1, 0.05}, 0.3, {0.07, 0.02}, 0.9, true});
  const PosteriorChoice choice = AutomaticPosterior::load(folder / "m.auto.h5", {}).choice();
  CHECK(choice.picks_likelihood);
  CHECK(choice.gain.value == -0.1);
  CHECK(choice.distance == 0.3);
  CHECK(choice.beyond.error == 0.02);
  Matrix gain(1, 2);
  gain(0, 0) = 0.1;
  save_estimator(folder / "m.auto.h5", {"auto", ConfigNode::mapping(), {{"gain", gain}}}, {});
  CHECK(AutomaticPosterior::load(folder / "m.auto.h5", {}).picked() == "nle");
}

TEST_CASE("posterior choice: nothing to choose by is an error") {
  const TemporaryDirectory folder;
  const JointData data = problem().draw(600, 60, {3});
  train(data, small_options(true), folder);
  const auto npe = PosteriorEstimator::load(folder / "m.auto.npe.h5");
  const auto nle = LikelihoodEstimator::load(folder / "m.auto.nle.h5");
  CHECK(error_from([&] { held_out_scores(npe, nle, data, {}, {1}); }).kind() == ErrorKind::data);
}
