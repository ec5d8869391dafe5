// Accuracy of the estimators where the truth is known, without the command around them.
//
//   accuracy npe|moments|network SEED [ROWS] [KEY=VALUE ...]     on the expansion-history example
//   accuracy growth SEED [ROWS] [points=20] [KEY=VALUE ...]      on the growth series
//
// KEY=VALUE sets an option of the estimator (training.steps=2000). One line of results on standard output.
#include <array>
#include <chrono>
#include <cmath>
#include <iostream>
#include <span>

#include "core/base/parallel.hpp"
#include "core/infer/summary.hpp"
#include "evidence/evidence_training.hpp"
#include "flows/posterior_training.hpp"
#include "moments/moment_training.hpp"
#include "simulators/registry.hpp"
#include "tests/bench/exact_expansion.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace inquest;
using bench::HubbleData;

constexpr std::size_t test_rows = 20000;

struct Task {
  std::string kind;
  Seed seed;
  std::size_t rows;    // to train and validate with, per model
  std::string points;  // of the growth series
  ConfigNode options;
};

Model make_model(const std::string& name, const std::string& text) {
  const ConfigNode node = ConfigNode::parse(text, name);
  const ParameterSpace space = ParameterSpace::parse(*node.find("parameters"));
  return {name, space,
          make_simulator({*node.find("simulator"), *node.find("options"), space.names(),
                          std::string(INQUEST_SOURCE_DIR) + "/docs/examples"}),
          0.5};
}

Model expansion_model(const std::string& name) {
  const std::string options = name == "lambda" ? "{dark_energy: lambda, curvature: flat, data: cosmic_chronometers.csv}"
                                               : "{dark_energy: none, curvature: free, data: cosmic_chronometers.csv}";
  return make_model(name, "simulator: expansion_history\noptions: " + options +
                              "\nparameters: {H0: {prior: {uniform: [50, 90]}}, Om: {prior: {uniform: [0, 1]}}}");
}

Model growth_model(const std::string& name, const std::string& points) {
  return make_model(name, "simulator: growth_series\noptions: {points: " + points +
                              "}\nparameters: {growth: " + (name == "growing" ? "{prior: {normal: [0, 1]}}}" : "0}"));
}

JointData simulate(const Model& model, const Task& task) {
  constexpr std::size_t block = 10000;
  const std::size_t total = task.rows + test_rows;
  JointData data{Matrix(total, model.space.dimension()), Matrix(total, model.simulator().info().data_size()), {}};
  parallel_for((total + block - 1) / block, [&](std::size_t b) {
    const Simulations rows =
        draw_joint(model, task.seed.child("simulate"), b * block, std::min(block, total - b * block));
    for (std::size_t i = 0; i < rows.x.rows(); ++i) {
      std::ranges::copy(rows.theta.row(i), data.theta.row(b * block + i).begin());
      std::ranges::copy(rows.x.row(i), data.x.row(b * block + i).begin());
    }
  });
  data.split = split_rows(task.seed, model.name, total, test_rows, 0.1);
  return data;
}

template <class Options>
Options options_of(const Task& task) {
  return read_options<Options>(task.options);
}

void train_all(EstimatorTraining& training) {
  SilentReporter silent;
  parallel_for(training.members(), [&](std::size_t member) { training.train_member(member, {}, silent); });
}

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

void run_npe(const Task& task, const std::string& name) {
  const Model model = expansion_model(name);
  const JointData data = simulate(model, task);
  const auto training =
      make_posterior_training(name, model.space, data, options_of<PosteriorEstimatorOptions>(task), task.seed);
  train_all(*training);
  const testing::TemporaryDirectory folder;
  training->save(folder / "npe.h5");
  const auto posterior = PosteriorEstimator::load(folder / "npe.h5");
  const auto summary = summarize(posterior.sample(10000, bench::read_hubble_data().value, task.seed));
  print_moments(name, summary.mean, summary.std);
}

void run_moments(const Task& task, const std::string& name) {
  const Model model = expansion_model(name);
  const JointData data = simulate(model, task);
  const auto training =
      make_moment_training(name, model.space, data, options_of<MomentNetworkOptions>(task), task.seed);
  train_all(*training);
  const testing::TemporaryDirectory folder;
  training->save(folder / "moments.h5");
  const auto estimate = MomentNetwork::load(folder / "moments.h5").estimate(bench::read_hubble_data().value);
  print_moments(name, estimate.mean, {std::sqrt(estimate.covariance(0, 0)), std::sqrt(estimate.covariance(1, 1))});
}

EvidenceNetwork train_network(const Task& task, const std::vector<Model>& models, std::span<const JointData> data) {
  const EvidenceProblem problem{{{models[0].name, &data[0]}, {models[1].name, &data[1]}},
                                models[0].simulator().info().sign_symmetric};
  const auto training = make_evidence_training("network", problem, options_of<EvidenceNetworkOptions>(task), task.seed);
  train_all(*training);
  const testing::TemporaryDirectory folder;
  training->save(folder / "network.h5");
  return EvidenceNetwork::load(folder / "network.h5");
}

// Estimates of ln K against exact values: their root mean square error, and the same over that of the reported errors.
struct Comparison {
  double squares = 0;
  double reported_squares = 0;
  std::size_t rows = 0;

  void add(const LogBayesFactor& estimate, double exact) {
    const double difference = estimate.value - exact;
    squares += difference * difference;
    reported_squares += estimate.error * estimate.error;
    ++rows;
  }
  double rms() const { return std::sqrt(squares / static_cast<double>(rows)); }
  double over_reported() const { return std::sqrt(squares / reported_squares); }
};

void run_network(const Task& task) {
  const std::vector<Model> models = {expansion_model("open"), expansion_model("lambda")};
  const std::array<JointData, 2> data{simulate(models[0], task), simulate(models[1], task)};
  const EvidenceNetwork network = train_network(task, models, data);
  const HubbleData hubble = bench::read_hubble_data();
  Comparison near;
  for (const JointData& rows : data) {
    const auto estimates = network.log_bayes_factors(rows.x);
    for (std::size_t k = 0; k < 2000; ++k) {
      const auto x = rows.x.row(rows.split.test[k]);
      const double exact =
          bench::exact_log_evidence("lambda", hubble, x) - bench::exact_log_evidence("open", hubble, x);
      if (std::abs(exact) < 3) near.add(estimates[rows.split.test[k]], exact);
    }
  }
  const LogBayesFactor answer = network.log_bayes_factor(hubble.value);
  std::cout << "ln K " << answer.value << " +- " << answer.error << " rms where |ln K| < 3: " << near.rms()
            << " over reported " << near.over_reported() << " members";
  for (double value : answer.members) std::cout << ' ' << value;
}

void run_growth(const Task& task) {
  const std::vector<Model> models = {growth_model("still", task.points), growth_model("growing", task.points)};
  const std::array<JointData, 2> data{simulate(models[0], task), simulate(models[1], task)};
  const EvidenceNetwork network = train_network(task, models, data);
  Comparison all, near;
  double excess = 0;  // of the exponential loss over its optimum, on the same rows
  for (std::size_t m = 0; m < 2; ++m) {
    const auto estimates = network.log_bayes_factors(data[m].x);
    for (std::size_t row : data[m].split.test) {
      const auto x = data[m].x.row(row);
      const auto log_z = [&](std::size_t k) {
        return *models[k].bundle.exact_evidence->log_evidence(models[k].space, x);
      };
      const double exact = log_z(1) - log_z(0);
      all.add(estimates[row], exact);
      if (std::abs(exact) < 1) near.add(estimates[row], exact);
      const double side = 0.5 - static_cast<double>(m);
      excess += std::exp(side * estimates[row].value) - std::exp(side * exact);
    }
  }
  std::cout << "rms of log10 K " << all.rms() / std::log(10.0) << " (where |ln K| < 1 " << near.rms() / std::log(10.0)
            << ", " << 100 * near.rows / all.rows << "% of rows) over reported " << all.over_reported()
            << " excess loss " << excess / static_cast<double>(2 * test_rows);
}

Task parse(int argc, char** argv) {
  if (argc < 3) raise(ErrorKind::usage, "accuracy npe|moments|network|growth SEED [ROWS] [KEY=VALUE ...]");
  Task task{argv[1], Seed{std::stoull(argv[2])}, std::string(argv[1]) == "growth" ? 18919U : 200000U, "20",
            ConfigNode::mapping()};
  for (int i = 3; i < argc; ++i) {
    const std::string text = argv[i];
    const auto equals = text.find('=');
    if (equals == std::string::npos) {
      task.rows = std::stoul(text);
    } else if (text.starts_with("points=")) {
      task.points = text.substr(equals + 1);
    } else {
      task.options.set(text.substr(0, equals), ConfigNode::parse(text.substr(equals + 1), "argument"));
    }
  }
  return task;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Task task = parse(argc, argv);
    const auto start = std::chrono::steady_clock::now();
    std::cout.precision(3);
    if (task.kind == "npe" || task.kind == "moments") {
      for (const char* name : {"lambda", "open"}) task.kind == "npe" ? run_npe(task, name) : run_moments(task, name);
    } else {
      task.kind == "growth" ? run_growth(task) : run_network(task);
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::cout << "  " << seconds.count() << " s\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
