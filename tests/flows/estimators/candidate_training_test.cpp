#include "flows/estimators/candidate_training.hpp"

#include <cmath>

#include "core/estimator/train_plans.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/flows.hpp"
#include "tests/support/linear_gaussian_truth.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

// Three data; the second model has a slope beside the offset.
LinearGaussianTruth problem(bool slope) {
  LinearGaussianTruth truth{Eigen::MatrixXd(3, slope ? 2 : 1), Eigen::VectorXd::Constant(slope ? 2 : 1, 1),
                            Eigen::VectorXd::Constant(slope ? 2 : 1, 1.5), Eigen::Vector3d(0.5, 0.6, 0.7)};
  truth.design.col(0) << 1, 1, 1;
  if (slope) truth.design.col(1) << -1, 0, 1;
  return truth;
}

/// ln p(x) = ln N(x; A m, A S A^T + T).
double exact_log_evidence(const LinearGaussianTruth& truth, std::span<const double> x) {
  Eigen::MatrixXd covariance =
      truth.design * truth.prior_sd.array().square().matrix().asDiagonal() * truth.design.transpose();
  covariance.diagonal() += truth.noise_sd.array().square().matrix();
  return log_density({truth.design * truth.prior_mean, covariance},
                     Eigen::Map<const Eigen::VectorXd>(x.data(), static_cast<Eigen::Index>(x.size())));
}

CandidateEvidenceOptions small_options(std::int64_t npe_steps, std::int64_t nle_steps) {
  CandidateEvidenceOptions options;
  options.npe.flow = flow_of("maf", 2, {{16, 16}, "silu"});
  options.nle.flow = options.npe.flow;
  options.npe.ensemble = options.nle.ensemble = 2;
  options.npe.training.steps = npe_steps;
  options.nle.training.steps = nle_steps;
  return options;
}

ModelData model_data(const std::string& name, const ParameterSpace& space, const JointData& data) {
  return {name, space, [&data]() -> const JointData& { return data; }};
}

CandidateEvidence trained(const std::vector<ModelData>& models, const CandidateEvidenceOptions& options,
                          const TemporaryDirectory& folder) {
  TrainingRecorder recorder;
  train_plans({candidate_plan("evidence.density", models, options, {8})}, EstimatorFolder(folder.path()), recorder);
  return CandidateEvidence::load(folder / "evidence.density.h5");
}

}  // namespace

TEST_CASE("candidate training: a posterior and a likelihood of each model, in files of their own") {
  const TemporaryDirectory folder;
  const JointData offset = problem(false).draw(500, 120, {1}), slope = problem(true).draw(500, 120, {2});
  const CandidateEvidence estimator =
      trained({model_data("offset", problem(false).space(), offset), model_data("slope", problem(true).space(), slope)},
              small_options(20, 20), folder);
  CHECK(estimator.models() == std::vector<std::string>{"offset", "slope"});
  CHECK(estimator.entries()[1].held_out.rows() == 120);
  const auto npe = PosteriorEstimator::load(folder / "evidence.density.slope.npe.h5");
  const auto nle = LikelihoodEstimator::load(folder / "evidence.density.slope.nle.h5");
  const std::vector<double> x = {1, 2, 3};
  const double alone = log_evidence(npe, nle, x, 300, Seed{5}.child("slope")).value;
  CHECK(estimator.log_evidence(x, 300, {5})[1].value == alone);
}

TEST_CASE("candidate training: data that vary under one model alone have no ratio of densities") {
  const JointData a = problem(false).draw(100, 20, {1});
  JointData b = problem(true).draw(100, 20, {2});
  for (std::size_t i = 0; i < b.x.rows(); ++i) b.x.row(i)[1] = 7;
  const Error error = error_from([&] {
    candidate_plan("e", {model_data("a", problem(false).space(), a), model_data("b", problem(true).space(), b)},
                   small_options(20, 20), {1})
        .check();
  });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("data column 1 is constant") && Contains("models a and b"));
}

// What a maximum-likelihood fit of a Gaussian x given theta leaves is a divergence of P / (2 n) on average, with P
// parameters and n rows, and so errors of ln q with a root mean square of sqrt(P / n): the floor. P = k (d + 1) + k (k
// + 1) / 2 for k data. A flow has more to learn, and no theory says how much: 2.3 floors were measured with one
// parameter and 1.4 with two. Five are allowed, 0.13 and 0.14: the prior's normalisation, ln(1.5 sqrt(2 pi)) for each
// parameter, is ten times as much, and the Jacobian of the standardiser more. Nor is there a theory of the ratio to the
// reported error, which knows no constant error that all members have: 1.6 and 0.4 were measured in the root mean
// square, and three are allowed.
//
// A posterior of 20 steps moves ln Z by what its draws leave: of 200 normal deviates one is beyond five in 9,000 runs.
TEST_CASE("candidate's formula: evidences of linear models, against the closed form", "[statistical]") {
  const JointData offset = problem(false).draw(18000, 2000, {1}), slope = problem(true).draw(18000, 2000, {2});
  const std::vector<ModelData> models = {model_data("offset", problem(false).space(), offset),
                                         model_data("slope", problem(true).space(), slope)};
  const TemporaryDirectory good_folder, poor_folder;
  const CandidateEvidence good = trained(models, small_options(1500, 1500), good_folder);
  const CandidateEvidence poor = trained(models, small_options(20, 1500), poor_folder);
  for (const bool has_slope : {false, true}) {
    const JointData test = problem(has_slope).draw(200, 0, {7});
    double squares = 0, pulls = 0, most_moved = 0, least_growth = HUGE_VAL;
    for (std::size_t i = 0; i < 200; ++i) {
      const auto x = test.x.row(i);
      const CandidateLogEvidence found = good.log_evidence(x, 2000, Seed{9}.child(i))[has_slope];
      const CandidateLogEvidence other = poor.log_evidence(x, 2000, Seed{10}.child(i))[has_slope];
      const double error = found.value - exact_log_evidence(problem(has_slope), x);
      squares += error * error / 200;
      pulls += std::pow(error / found.error(), 2) / 200;
      const double moved = std::abs(other.value - found.value) / std::hypot(other.monte_carlo, found.monte_carlo);
      most_moved = std::max(most_moved, moved);
      least_growth = std::min(least_growth, other.error() / found.error());
    }
    const double d = has_slope ? 2 : 1;
    CAPTURE(has_slope, std::sqrt(squares), std::sqrt(pulls), most_moved, least_growth);
    CHECK(std::sqrt(squares) < 5 * std::sqrt((3 * (d + 1) + 6) / 18000));
    CHECK(std::sqrt(pulls) < 3);
    CHECK(most_moved < 5);
    CHECK(least_growth > 1.2);
  }
}

// As above, with no parameter: P = 9, and five floors are 0.11. The ensemble, which has the simulations in common,
// shows the part of the error that comes from the training: 0.037 was measured for the root mean square of the
// error, 1.3 times that of the reported one, of which three are allowed.
TEST_CASE("candidate's formula: a model without parameters beside one that has some, against the closed form",
          "[statistical]") {
  LinearGaussianTruth none{Eigen::MatrixXd(3, 0), Eigen::VectorXd(0), Eigen::VectorXd(0),
                           Eigen::Vector3d(0.5, 0.6, 0.7)};
  const JointData noise = none.draw(18000, 2000, {1}), offset = problem(false).draw(1800, 200, {2});
  const ParameterSpace fixed = ParameterSpace::parse(ConfigNode::parse("{p0: 0}", "run.yaml"));
  const TemporaryDirectory folder;
  CandidateEvidenceOptions options = small_options(20, 1500);
  options.nle.ensemble = 4;
  const CandidateEvidence estimator = trained(
      {model_data("none", fixed, noise), model_data("offset", problem(false).space(), offset)}, options, folder);
  CHECK(!std::filesystem::exists(folder / "evidence.density.none.npe.h5"));
  const JointData test = none.draw(200, 0, {7});
  double squares = 0, reported = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    const CandidateLogEvidence found = estimator.log_evidence(test.x.row(i), 200, Seed{9}.child(i))[0];
    double exact = 0;
    for (Eigen::Index j = 0; j < 3; ++j) {
      const double sd = none.noise_sd[j], value = test.x.row(i)[static_cast<std::size_t>(j)];
      exact -= 0.5 * value * value / (sd * sd) + std::log(sd) + 0.5 * std::log(2 * M_PI);
    }
    squares += std::pow(found.value - exact, 2) / 200;
    reported += std::pow(found.error(), 2) / 200;
  }
  CAPTURE(std::sqrt(squares), std::sqrt(reported));
  CHECK(std::sqrt(squares) < 5 * std::sqrt(9.0 / 18000));
  CHECK(std::sqrt(squares / reported) < 3);
}
