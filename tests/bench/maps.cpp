// Maps whose posterior is known: how much of it networks find.
//
//   maps moments|npe SEED [ROWS] [model=gaussian_map|lognormal_map] [tested=N] [KEY=VALUE ...]
//
// ROWS maps are there to train and validate with (20,000 by default). KEY=VALUE sets an option of the estimator. For
// each parameter: the rms error of the mean; that over the rms error of the exact posterior mean on the same maps, and
// over the expected one (Bayes); the rms of (truth - mean) / sd; the mean sd over the exact one. And the mean of
// ln q(theta | x) beside that of the exact posterior.
#include <algorithm>
#include <cmath>
#include <iostream>

#include "core/infer/summary.hpp"
#include "flows/estimators/posterior_training.hpp"
#include "moments/moment_training.hpp"
#include "tests/bench/trial.hpp"

namespace {

using namespace inquest;
using namespace inquest::bench;

struct Gaussian {
  double mean[2] = {}, sd[2] = {};
  double log_density_at_truth = 0;
};

Model map_model(const std::string& name) {
  const bool gaussian = name == "gaussian_map";
  return make_model("field", concat("simulator: ", name, "\noptions: {}\nparameters: ",
                                    gaussian ? "{A: {prior: {uniform: [0.5, 1.5]}}, B: {prior: {uniform: [1, 3]}}}"
                                             : "{s: {prior: {uniform: [0.2, 1.0]}}, B: {prior: {uniform: [2, 4]}}}"));
}

// The exact posterior on a grid, which zooms three times to where it is.
Gaussian exact_posterior(const Model& model, std::span<const double> x, std::span<const double> truth) {
  constexpr std::size_t points = 25;
  double low[2], high[2];
  for (std::size_t j = 0; j < 2; ++j) {
    low[j] = model.space.lower(j), high[j] = model.space.upper(j);
  }
  Gaussian found;
  for (int zoom = 0; zoom < 4; ++zoom) {
    Matrix theta(points * points + 1, 2);
    std::vector<double> log_p(theta.rows());
    for (std::size_t i = 0; i < points * points; ++i) {
      const double at[] = {static_cast<double>(i / points), static_cast<double>(i % points)};
      for (std::size_t j = 0; j < 2; ++j) theta(i, j) = low[j] + (high[j] - low[j]) * (at[j] + 0.5) / points;
    }
    std::ranges::copy(truth, theta.row(points * points).begin());
    model.bundle.likelihood->log_likelihood(theta, x, log_p);
    const double at_truth = log_p.back(), largest = *std::max_element(log_p.begin(), log_p.end() - 1);
    double total = 0, sum[2] = {}, squares[2] = {};
    for (std::size_t i = 0; i < points * points; ++i) {
      const double weight = std::exp(log_p[i] - largest);
      total += weight;
      for (std::size_t j = 0; j < 2; ++j) {
        sum[j] += weight * theta(i, j);
        squares[j] += weight * theta(i, j) * theta(i, j);
      }
    }
    const double cell = (high[0] - low[0]) * (high[1] - low[1]) / (points * points);
    found.log_density_at_truth = at_truth - largest - std::log(total * cell);
    for (std::size_t j = 0; j < 2; ++j) {
      found.mean[j] = sum[j] / total;
      const double width = (high[j] - low[j]) / points;
      found.sd[j] = std::sqrt(std::max(squares[j] / total - found.mean[j] * found.mean[j], width * width / 12));
      const double start = low[j], end = high[j];
      low[j] = std::max(start, found.mean[j] - 6 * found.sd[j]);
      high[j] = std::min(end, found.mean[j] + 6 * found.sd[j]);
    }
  }
  return found;
}

double rms(double sum, std::size_t count) { return std::sqrt(sum / static_cast<double>(count)); }

class Score {
 public:
  explicit Score(const Model& model) : model_(model) {}

  void add(std::span<const double> x, std::span<const double> truth, const Gaussian& estimate) {
    const Gaussian exact = exact_posterior(model_, x, truth);
    for (std::size_t j = 0; j < 2; ++j) {
      const double error = estimate.mean[j] - truth[j];
      errors_[j] += error * error;
      exact_errors_[j] += (exact.mean[j] - truth[j]) * (exact.mean[j] - truth[j]);
      variances_[j] += exact.sd[j] * exact.sd[j];
      pulls_[j] += error * error / (estimate.sd[j] * estimate.sd[j]);
      widths_[j] += estimate.sd[j] / exact.sd[j];
    }
    log_q_ += estimate.log_density_at_truth;
    log_p_ += exact.log_density_at_truth;
    ++count_;
  }

  void print() const {
    for (std::size_t j = 0; j < 2; ++j) {
      std::cout << model_.space.free_parameter(j).name << ": rms " << rms(errors_[j], count_) << " over exact "
                << std::sqrt(errors_[j] / exact_errors_[j]) << " over Bayes " << std::sqrt(errors_[j] / variances_[j])
                << " pull " << rms(pulls_[j], count_) << " sd over exact " << widths_[j] / static_cast<double>(count_)
                << "   ";
    }
    std::cout << "ln q " << log_q_ / static_cast<double>(count_) << " exact " << log_p_ / static_cast<double>(count_);
  }

 private:
  const Model& model_;
  double errors_[2] = {}, exact_errors_[2] = {}, variances_[2] = {}, pulls_[2] = {}, widths_[2] = {};
  double log_q_ = 0, log_p_ = 0;
  std::size_t count_ = 0;
};

void run(const Trial& trial) {
  const Model model = map_model(trial.own.at("model"));
  const std::size_t rows = trial.rows == 0 ? 20000 : trial.rows;
  const JointData data = simulate(model, trial.seed, rows, std::stoul(trial.own.at("tested")));
  Score score(model);
  const auto each = [&](const auto& estimate) {
    for (const std::size_t row : data.split.test) {
      const auto x = data.x.row(row);
      const auto truth = data.theta.row(row);
      score.add(x, truth, estimate(x, truth));
    }
  };
  if (trial.kind == "moments") {
    const auto network = trained<MomentNetwork>(make_moment_training(
        "field", model.space, data, read_options<MomentNetworkOptions>(trial.options), trial.seed));
    each([&](std::span<const double> x, std::span<const double> truth) {
      const MomentEstimate found = network.estimate(x);
      Gaussian result{{found.mean[0], found.mean[1]},
                      {std::sqrt(found.covariance(0, 0)), std::sqrt(found.covariance(1, 1))}};
      network.given(x).log_prob({truth.data(), 1, 2}, {&result.log_density_at_truth, 1});
      return result;
    });
  } else {
    const auto posterior = trained<PosteriorEstimator>(make_posterior_training(
        "field", model.space, data, read_options<PosteriorEstimatorOptions>(trial.options), trial.seed));
    each([&](std::span<const double> x, std::span<const double> truth) {
      const auto density = posterior.given(x);
      const PosteriorSummary summary = summarize(density.sample(2000, trial.seed));
      Gaussian result{{summary.mean[0], summary.mean[1]}, {summary.std[0], summary.std[1]}};
      density.log_prob({truth.data(), 1, 2}, {&result.log_density_at_truth, 1});
      return result;
    });
  }
  score.print();
}

}  // namespace

int main(int argc, char** argv) {
  return run_trial(argc, argv, {{"model", "gaussian_map"}, {"tested", "400"}}, 4, run);
}
