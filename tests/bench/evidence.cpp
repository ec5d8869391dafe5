// ln K by networks and by marginal flows where it is known exactly, without the command around them.
//
//   evidence network|flows SEED [ROWS] [points=20] [KEY=VALUE ...]   on the growth series, ROWS of each model
//   evidence shift SEED [ROWS] [KEY=VALUE ...]                       a network on five normals with a shifted mean
//   evidence coverage SEED [ROWS] [repeats=1000]      p-values of blind coverage of ROWS in all under the exact ln K
//   evidence answers SEED [points=100]                               the time that a million answers take
//   evidence routes SEED [ROWS] [points=20] [data=10]  lines of ln K by every route: dataset,route,exact,ln K,error
//
// KEY=VALUE sets an option of the estimator (training.steps=2000). A line of results on standard output, after one for
// each of the settings that were tried.
#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/diagnostics/blind_coverage.hpp"
#include "core/estimator/estimator_file.hpp"
#include "evidence/nested/log_evidence.hpp"
#include "evidence/network/evidence_training.hpp"
#include "flows/estimators/marginal_training.hpp"
#include "tests/bench/trial.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace inquest;
using namespace inquest::bench;

/// Two models, their data and ln K of the second over the first.
struct Problem {
  std::array<std::string, 2> names;
  std::array<JointData, 2> data;
  std::function<double(std::span<const double> x)> exact;
  DataSymmetry symmetry = {};
};

std::array<Model, 2> growth_models(const Trial& trial) {
  const auto model = [&](const std::string& name, const std::string& prior) {
    return make_model(name, "simulator: growth_series\noptions: {points: " + trial.own.at("points") +
                                "}\nparameters: {growth: " + prior + "}");
  };
  return {model("still", "0"), model("growing", "{prior: {normal: [0, 1]}}")};
}

double exact_log_k(const std::array<Model, 2>& models, std::span<const double> x) {
  const auto log_z = [&](const Model& model) { return *model.bundle.exact_evidence->log_evidence(model.space, x); };
  return log_z(models[1]) - log_z(models[0]);
}

Problem growth(const Trial& trial, std::size_t rows) {
  const std::array<Model, 2> models = growth_models(trial);
  return {{"still", "growing"},
          {simulate(models[0], trial.seed, rows), simulate(models[1], trial.seed, rows)},
          [models](std::span<const double> x) { return exact_log_k(models, x); },
          models[0].simulator().info().symmetry};
}

/// x | M ~ N(mu_M, 2 I) in five dimensions, mu_0 = 0 and mu_1 = 1: ln K = sum(x) / 2 - 5 / 4.
Problem shift(const Trial& trial, std::size_t rows) {
  Problem problem{{"zero", "one"}, {}, [](std::span<const double> x) {
                    double sum = 0;
                    for (const double value : x) sum += value;
                    return sum / 2 - 1.25;
                  }};
  for (std::size_t m = 0; m < 2; ++m) {
    const std::size_t total = rows + test_rows;
    JointData& data = problem.data[m] = {Matrix(total, 0), Matrix(total, 5), {}};
    Random random(trial.seed.child("shift").child(m));
    random.normal(data.x.view().values());
    for (double& x : data.x.view().values()) x = static_cast<double>(m) + std::sqrt(2.0) * x;
    data.split = split_rows(trial.seed, problem.names[m], total, test_rows, 0.1);
  }
  return problem;
}

/// Held-out loss by first layer and weight decay, where settings were tried.
void print_trials(const EstimatorRecord& record) {
  const auto trials = record.arrays.find("tuning");
  if (trials == record.arrays.end()) return;
  for (std::size_t i = 0; i < trials->second.rows(); ++i) {
    const auto row = trials->second.row(i);
    std::cout << "first layer " << row[0] << ", decay " << row[1] << ": held-out loss " << row[2] << '\n';
  }
}

EvidenceNetwork train_network(const Problem& problem, const Trial& trial) {
  const LabelledModels labelled{{{problem.names[0], &problem.data[0]}, {problem.names[1], &problem.data[1]}},
                                problem.symmetry};
  SilentReporter silent;
  const auto training =
      make_evidence_training("network", labelled, read_options<EvidenceNetworkOptions>(trial.options), trial.seed);
  train_members(*training, {}, silent);
  const testing::TemporaryDirectory folder;
  training->save(folder / "network.h5");
  print_trials(load_estimator_record(folder / "network.h5"));
  return EvidenceNetwork::load(folder / "network.h5");
}

MarginalEstimator train_flows(const Problem& problem, const Trial& trial) {
  return trained<MarginalEstimator>(
      make_marginal_training("flows", {problem.names[0], problem.names[1]}, {&problem.data[0], &problem.data[1]},
                             read_options<MarginalEstimatorOptions>(trial.options), trial.seed));
}

Matrix test_data(const JointData& data) {
  Matrix x(data.split.test.size(), data.x.cols());
  for (std::size_t i = 0; i < x.rows(); ++i) std::ranges::copy(data.x.row(data.split.test[i]), x.row(i).begin());
  return x;
}

/// Errors on the test rows, of all and of some, in units of `unit` nats.
class Errors {
 public:
  explicit Errors(double unit) : unit_(unit) {}

  void add(double estimate, double error, double exact) {
    all_.add(estimate, error, exact);
    if (std::abs(exact) < 1) near_.add(estimate, error, exact);
    if (exact < -6) low_.add(estimate, error, exact);
    if (exact > 6) high_.add(estimate, error, exact);
  }

  void print() const {
    std::cout << "rms " << all_.rms() / unit_ << " over reported " << all_.over_reported();
    part("|ln K| < 1", near_);
    part("ln K < -6", low_);
    part("ln K > 6", high_);
  }

 private:
  void part(const char* name, const Comparison& part) const {
    if (part.rows == 0) return;
    std::cout << ", where " << name << " (" << 100.0 * static_cast<double>(part.rows) / static_cast<double>(all_.rows)
              << "% of rows) " << part.rms() / unit_;
  }

  double unit_;
  Comparison all_, near_, low_, high_;
};

void judge_network(const Problem& problem, const Trial& trial, double unit) {
  const EvidenceNetwork network = train_network(problem, trial);
  Errors errors(unit);
  double excess = 0;  // of the exponential loss over its optimum, on the same rows
  std::vector<double> log_k, exact_log_k;
  std::vector<std::size_t> labels;
  for (std::size_t m = 0; m < 2; ++m) {
    const Matrix x = test_data(problem.data[m]);
    const std::vector<LogBayesFactor> estimates = network.log_bayes_factors(x);
    for (std::size_t i = 0; i < x.rows(); ++i) {
      const double exact = problem.exact(x.row(i)), side = 0.5 - static_cast<double>(m);
      errors.add(estimates[i].value, estimates[i].error, exact);
      excess += std::exp(side * estimates[i].value) - std::exp(side * exact);
      log_k.push_back(estimates[i].value);
      exact_log_k.push_back(exact);
      labels.push_back(m);
    }
  }
  const EvidenceNetworkOptions& options = network.options();
  std::cout << "first layer " << options.network.hidden.front() << " decay " << options.training.weight_decay << ' ';
  errors.print();
  std::cout << ", excess loss " << excess / static_cast<double>(2 * test_rows);
  for (const auto& [whose, values] : {std::pair{"", &log_k}, std::pair{" of the exact ln K", &exact_log_k}}) {
    Matrix log_evidence(values->size(), 2);
    for (std::size_t i = 0; i < values->size(); ++i) log_evidence(i, 1) = (*values)[i];
    const BlindCoverage coverage = blind_coverage(log_evidence, labels, trial.seed.child("coverage"));
    std::cout << ", blind coverage" << whose << " rms " << coverage.rms_residual << " p " << coverage.p_value;
  }
}

void judge_flows(const Problem& problem, const Trial& trial) {
  const MarginalEstimator flows = train_flows(problem, trial);
  Errors errors(std::log(10.0));
  for (const JointData& data : problem.data) {
    const Matrix x = test_data(data), log_evidence = flows.log_evidences(x);
    for (std::size_t i = 0; i < x.rows(); ++i) {
      errors.add(log_evidence(i, 1) - log_evidence(i, 0), 0, problem.exact(x.row(i)));
    }
  }
  errors.print();
}

/// The growth series with all amplitudes as parameters, for samplers to integrate over.
Model with_amplitudes(const Trial& trial, const std::string& name, const std::string& growth) {
  std::string parameters = "{growth: " + growth;
  for (std::size_t i = 1; i < std::stoul(trial.own.at("points")); ++i) {
    parameters += ", a" + std::to_string(i) + ": {prior: {normal: [0, 1]}}";
  }
  return make_model(name, "simulator: growth_series\noptions: {points: " + trial.own.at("points") +
                              "}\nparameters: " + parameters + "}");
}

/// ln K with its error by nested sampling of both models.
std::pair<double, double> nested_log_k(const std::array<Model, 2>& models, std::span<const double> x, double error,
                                       Seed seed) {
  SilentReporter silent;
  double log_k = 0, variance = 0;
  for (std::size_t m = 0; m < 2; ++m) {
    const Model& model = models[m];
    const EvidenceTarget target(model.space, [&](ConstMatrixView theta, std::span<double> out) {
      sum_log_likelihood(*model.bundle.likelihood, model.space, x.size(), theta, x, out);
    });
    const LogEvidence found = estimate_log_evidence(target, {.error = error}, {}, seed.child(m), silent);
    log_k += m == 0 ? -found.log_z : found.log_z;
    variance += found.log_z_error * found.log_z_error;
  }
  return {log_k, std::sqrt(variance)};
}

void compare_routes(const Trial& trial, std::size_t rows) {
  const Problem problem = growth(trial, rows);
  const EvidenceNetwork network = train_network(problem, trial);
  Trial of_flows = trial;
  of_flows.options = ConfigNode::parse("{flow: maf, ensemble: 2}", "flows");
  const MarginalEstimator flows = train_flows(problem, of_flows);
  const std::array<Model, 2> models = {with_amplitudes(trial, "still", "0"),
                                       with_amplitudes(trial, "growing", "{prior: {normal: [0, 1]}}")};
  for (std::size_t i = 0; i < std::stoul(trial.own.at("data")); ++i) {
    const JointData& data = problem.data[i % 2];
    Matrix x(1, data.x.cols());
    std::ranges::copy(data.x.row(data.split.test[i]), x.row(0).begin());
    const auto print = [&](const char* route, std::pair<double, double> found) {
      std::cout << i << ',' << route << ',' << problem.exact(x.row(0)) << ',' << found.first << ',' << found.second
                << std::endl;
    };
    const LogBayesFactor by_network = network.log_bayes_factor(x.row(0));
    print("network", {by_network.value, by_network.error});
    const Matrix density = flows.log_evidences(x);
    print("flows", {density(0, 1) - density(0, 0), 0});
    const Seed seed = trial.seed.child("nested").child(i);
    print("nested", nested_log_k(models, x.row(0), 0.2, seed.child("plain")));
    print("refined", nested_log_k(models, x.row(0), 0.01, seed.child("refined")));
  }
}

/// The p-value of blind coverage of fresh rows whose models are drawn by lot, for the exact ln K times `factor`.
double coverage_p(const std::array<Model, 2>& models, std::size_t rows, double factor, Seed seed) {
  Random lot(seed.child("lot"));
  Matrix log_evidence(rows, 2);
  std::vector<std::size_t> labels(rows);
  const Simulations drawn[] = {draw_joint(models[0], seed, 0, rows), draw_joint(models[1], seed, 0, rows)};
  for (std::size_t i = 0; i < rows; ++i) {
    labels[i] = lot.below(2);
    log_evidence(i, 1) = factor * exact_log_k(models, drawn[labels[i]].x.row(i));
  }
  return blind_coverage(log_evidence, labels, seed.child("redraw")).p_value;
}

void judge_coverage(const Trial& trial) {
  const std::size_t repeats = std::stoul(trial.own.at("repeats")), rows = trial.rows == 0 ? 2000 : trial.rows;
  const std::array<Model, 2> models = growth_models(trial);
  for (const double factor : {1.0, 1.3}) {
    std::vector<double> p(repeats);
    parallel_for(repeats,
                 [&](std::size_t i) { p[i] = coverage_p(models, rows, factor, trial.seed.child("repeat").child(i)); });
    std::ranges::sort(p);
    double distance = 0;  // of Kolmogorov and Smirnov, from the uniform distribution
    for (std::size_t i = 0; i < repeats; ++i) {
      distance = std::max(distance, std::abs(p[i] - (static_cast<double>(i) + 0.5) / static_cast<double>(repeats)));
    }
    const auto below = static_cast<double>(std::ranges::count_if(p, [](double value) { return value < 0.01; }));
    std::cout << "ln K times " << factor << ": share of p < 0.01 " << below / static_cast<double>(repeats)
              << ", median p " << p[repeats / 2] << ", distance from uniform times root of n "
              << distance * std::sqrt(static_cast<double>(repeats)) << "; ";
  }
}

void time_answers(const Trial& trial) {
  constexpr std::size_t rows = 1000000;
  const std::size_t points = std::stoul(trial.own.at("points"));
  const EvidenceNetwork network({"a", "b"}, Standardizer(std::vector(points, 0.0), std::vector(points, 1.0)),
                                read_options<EvidenceNetworkOptions>(trial.options), {.sign = true}, trial.seed);
  const Matrix x(rows, points, 0.5);
  const auto start = std::chrono::steady_clock::now();
  const Matrix answers = network.mean_log_evidence(x);
  std::cout << rows << " answers of " << network.members()
            << " networks: " << std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() << " s";
}

void run(const Trial& trial) {
  const std::size_t rows = trial.rows == 0 ? 18919 : trial.rows;  // 34,054 to train with, of both models
  if (trial.kind == "network") return judge_network(growth(trial, rows), trial, std::log(10.0));
  if (trial.kind == "flows") return judge_flows(growth(trial, rows), trial);
  if (trial.kind == "shift") return judge_network(shift(trial, rows), trial, 1);
  if (trial.kind == "coverage") return judge_coverage(trial);
  if (trial.kind == "answers") return time_answers(trial);
  if (trial.kind == "routes") return compare_routes(trial, rows);
  raise(ErrorKind::usage, "network, flows, shift, coverage, answers or routes is wanted");
}

}  // namespace

int main(int argc, char** argv) {
  return run_trial(argc, argv, {{"points", "20"}, {"repeats", "1000"}, {"data", "10"}}, 3, run);
}
