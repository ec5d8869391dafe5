// Variances of the points of a stationary series under noise, where the exact ones are known.
//
//   series moments|npe|nle SEED [ROWS] [points=20] [listed=20] [noise=0.1] [tested=20] [KEY=VALUE ...]
//
// ROWS series are there to train and validate with (100,000 by default); `listed` of their points are parameters.
// KEY=VALUE sets an option of the estimator. For `tested` series: the mean of (exact - estimated) / exact variance,
// negative where estimates are too wide, and the rms of the error of the mean over the exact sd.
#include <algorithm>
#include <cmath>
#include <iostream>

#include "core/infer/mcmc_posterior.hpp"
#include "core/infer/summary.hpp"
#include "flows/estimators/likelihood_training.hpp"
#include "flows/estimators/posterior_training.hpp"
#include "moments/moment_training.hpp"
#include "simulators/stationary_series.hpp"
#include "tests/bench/trial.hpp"

namespace {

using namespace inquest;
using namespace inquest::bench;

constexpr std::size_t draws = 4000;

struct Gaussian {
  std::vector<double> mean, variance;
};

StationarySeriesOptions options_of(const Trial& trial) {
  return {.points = std::stol(trial.own.at("points")), .ratio = 100, .noise = std::stod(trial.own.at("noise"))};
}

std::string yaml_of(const Trial& trial) {
  const StationarySeriesOptions options = options_of(trial);
  const Matrix covariance = stationary_covariance(options);
  const std::size_t listed = std::stoul(trial.own.at("listed"));
  std::string names, mean, rows;
  for (std::size_t i = 0; i < listed; ++i) {
    const std::string comma = i == 0 ? "" : ", ";
    names += concat(comma, "z", i + 1), mean += comma + "0", rows += comma + "[";
    for (std::size_t j = 0; j < listed; ++j) rows += concat(j == 0 ? "" : ", ", covariance(i, j));
    rows += "]";
  }
  const std::string prior = concat("{multivariate_normal: {mean: [", mean, "], covariance: [", rows, "]}}");
  return concat("simulator: stationary_series\noptions: {points: ", options.points, ", noise: ", options.noise,
                "}\nparameters: {\"", names, "\": {prior: ", prior, "}}");
}

Gaussian moments_of(const Drawable& density, Seed seed) {
  SilentReporter silent;
  const PosteriorSummary summary = summarize(density.sample(draws, seed, silent));
  Gaussian result{summary.mean, summary.std};
  for (double& value : result.variance) value *= value;
  return result;
}

using Estimate = std::function<Gaussian(std::span<const double> x)>;

Estimate estimate_of(const Trial& trial, const Model& model, const JointData& data) {
  const Seed seed = trial.seed;
  if (trial.kind == "moments") {
    const auto network = std::make_shared<MomentNetwork>(trained<MomentNetwork>(
        make_moment_training("series", model.space, data, read_options<MomentNetworkOptions>(trial.options), seed)));
    return [network](std::span<const double> x) {
      const MomentEstimate found = network->estimate(x);
      Gaussian result{found.mean, {}};
      for (std::size_t i = 0; i < found.mean.size(); ++i) result.variance.push_back(found.covariance(i, i));
      return result;
    };
  }
  if (trial.kind == "npe") {
    const auto posterior = std::make_shared<PosteriorEstimator>(trained<PosteriorEstimator>(make_posterior_training(
        "series", model.space, data, read_options<PosteriorEstimatorOptions>(trial.options), seed)));
    return [posterior, seed](std::span<const double> x) { return moments_of(posterior->given(x), seed); };
  }
  const auto likelihood =
      std::make_shared<const LikelihoodEstimator>(trained<LikelihoodEstimator>(make_likelihood_training(
          "series", model.space, data, read_options<LikelihoodEstimatorOptions>(trial.options), seed)));
  const auto posterior =
      std::make_shared<McmcPosterior>(model.space, likelihood, likelihood->data_size(), McmcOptions{});
  return [posterior, seed](std::span<const double> x) { return moments_of(posterior->given(x), seed); };
}

void run(const Trial& trial) {
  const Model model = make_model("series", yaml_of(trial));
  const JointData data =
      simulate(model, trial.seed, trial.rows == 0 ? 100000 : trial.rows, std::stoul(trial.own.at("tested")));
  const LinearModel exact = stationary_series_model(
      options_of(trial), {.simulator = {}, .options = {}, .parameters = model.space.names(), .base = "."});
  const Estimate estimate = estimate_of(trial, model, data);
  double difference = 0, squares = 0, count = 0;
  for (const std::size_t row : data.split.test) {
    const GaussianPosterior truth = *exact.posterior(model.space, data.x.row(row));
    const Gaussian found = estimate(data.x.row(row));
    for (std::size_t i = 0; i < truth.mean.size(); ++i) {
      const double variance = truth.covariance(i, i), error = found.mean[i] - truth.mean[i];
      difference += 1 - found.variance[i] / variance;
      squares += error * error / variance;
      ++count;
    }
  }
  std::cout << "(exact - estimated) / exact variance " << difference / count << ", rms error of means "
            << std::sqrt(squares / count) << " sd";
}

}  // namespace

int main(int argc, char** argv) {
  return run_trial(argc, argv, {{"points", "20"}, {"listed", "20"}, {"noise", "0.1"}, {"tested", "20"}}, 4, run);
}
