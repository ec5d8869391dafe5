// Accuracy of the estimators where the truth is known, without the command around them.
//
//   accuracy npe|moments|network SEED [ROWS] [KEY=VALUE ...]     on the expansion-history example, ROWS of each model
//
// KEY=VALUE sets an option of the estimator (training.steps=2000). One line of results on standard output.
#include <array>
#include <cmath>
#include <iostream>
#include <span>

#include "core/infer/summary.hpp"
#include "evidence/network/evidence_training.hpp"
#include "flows/estimators/posterior_training.hpp"
#include "moments/moment_training.hpp"
#include "tests/bench/exact_expansion.hpp"
#include "tests/bench/trial.hpp"

namespace {

using namespace inquest;
using namespace inquest::bench;

Model expansion_model(const std::string& name) {
  const std::string options = name == "lambda" ? "{dark_energy: lambda, curvature: flat, data: cosmic_chronometers.csv}"
                                               : "{dark_energy: none, curvature: free, data: cosmic_chronometers.csv}";
  return make_model(name, "simulator: expansion_history\noptions: " + options +
                              "\nparameters: {H0: {prior: {uniform: [50, 90]}}, Om: {prior: {uniform: [0, 1]}}}");
}

template <class Options>
Options options_of(const Trial& trial) {
  return read_options<Options>(trial.options);
}

std::size_t rows_of(const Trial& trial) { return trial.rows == 0 ? 200000 : trial.rows; }

void print_moments(const std::string& label, const std::vector<double>& mean, const std::vector<double>& sd) {
  const bool lambda = label == "lambda";
  const double truth_mean[2] = {lambda ? 67.724 : 60.491, lambda ? 0.3319 : 0.1060};
  const double truth_sd[2] = {lambda ? 3.097 : 1.915, lambda ? 0.0622 : 0.0804};
  double worst = 0;
  std::cout << label;
  for (std::size_t j = 0; j < 2; ++j) {
    const double shift = (mean[j] - truth_mean[j]) / truth_sd[j];
    const double excess = sd[j] / truth_sd[j] - 1;
    worst = std::max({worst, std::abs(shift) / 0.2, std::abs(excess) / 0.12});
    std::cout << " mean " << shift << " sd " << excess;
  }
  std::cout << " worst/bar " << worst << "   ";
}

void run_npe(const Trial& trial, const std::string& name) {
  const Model model = expansion_model(name);
  const JointData data = simulate(model, trial.seed, rows_of(trial));
  const auto training =
      make_posterior_training(name, model.space, data, options_of<PosteriorEstimatorOptions>(trial), trial.seed);
  const auto posterior = trained<PosteriorEstimator>(training);
  const auto summary = summarize(posterior.given(bench::read_hubble_data().value).sample(10000, trial.seed));
  print_moments(name, summary.mean, summary.std);
}

void run_moments(const Trial& trial, const std::string& name) {
  const Model model = expansion_model(name);
  const JointData data = simulate(model, trial.seed, rows_of(trial));
  const auto training =
      make_moment_training(name, model.space, data, options_of<MomentNetworkOptions>(trial), trial.seed);
  const auto estimate = trained<MomentNetwork>(training).estimate(bench::read_hubble_data().value);
  print_moments(name, estimate.mean, {std::sqrt(estimate.covariance(0, 0)), std::sqrt(estimate.covariance(1, 1))});
}

EvidenceNetwork train_network(const Trial& trial, const std::vector<Model>& models, std::span<const JointData> data) {
  const LabelledModels problem{{{models[0].name, &data[0]}, {models[1].name, &data[1]}},
                               models[0].simulator().info().symmetry};
  return trained<EvidenceNetwork>(
      make_evidence_training("network", problem, options_of<EvidenceNetworkOptions>(trial), trial.seed));
}

void run_network(const Trial& trial) {
  const std::vector<Model> models = {expansion_model("open"), expansion_model("lambda")};
  const std::array<JointData, 2> data{simulate(models[0], trial.seed, rows_of(trial)),
                                      simulate(models[1], trial.seed, rows_of(trial))};
  const EvidenceNetwork network = train_network(trial, models, data);
  const HubbleData hubble = bench::read_hubble_data();
  Comparison near;
  for (const JointData& rows : data) {
    const auto estimates = network.log_bayes_factors(rows.x);
    for (std::size_t k = 0; k < 2000; ++k) {
      const auto x = rows.x.row(rows.split.test[k]);
      const double exact =
          bench::exact_log_evidence("lambda", hubble, x) - bench::exact_log_evidence("open", hubble, x);
      if (std::abs(exact) < 3)
        near.add(estimates[rows.split.test[k]].value, estimates[rows.split.test[k]].error, exact);
    }
  }
  const LogBayesFactor answer = network.log_bayes_factor(hubble.value);
  std::cout << "ln K " << answer.value << " +- " << answer.error << " rms where |ln K| < 3: " << near.rms()
            << " over reported " << near.over_reported() << " members";
  for (double value : answer.members) std::cout << ' ' << value;
}

void run(const Trial& trial) {
  if (trial.kind == "network") run_network(trial);
  for (const char* name : {"lambda", "open"}) {
    if (trial.kind == "npe") run_npe(trial, name);
    if (trial.kind == "moments") run_moments(trial, name);
  }
}

}  // namespace

int main(int argc, char** argv) { return run_trial(argc, argv, {}, 3, run); }
