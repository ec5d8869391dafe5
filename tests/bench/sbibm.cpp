// Neural estimation on a task of the benchmark of simulation-based inference (docs/sbibm.md).
//
//   bench_sbibm TASK SIMULATIONS SEED [KEY=VALUE ...]
//
// KEY=VALUE sets an option of the estimator (training.steps=2000), or
//   method=auto             the default: npe and nle are both trained, and the one that knows held-out rows better is
//   picked method=npe|nle|mcmc     of the posterior or of the likelihood (with MCMC), or MCMC on the exact likelihood
//   observations=3          how many of the ten are scored
//   reference=FOLDER        that the environment variable INQUEST_SBIBM names otherwise
// One line of results on standard output: the C2ST of each observation, the mean log density of held-out rows in nats
// (of theta given x, or of x given theta), and the seconds of training and of drawing; of npe also what calibration
// says on the held-out rows. What MCMC warns of is on standard error.
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>

#include "core/base/gather.hpp"
#include "core/base/parallel.hpp"
#include "core/diagnostics/c2st.hpp"
#include "core/diagnostics/calibration.hpp"
#include "core/diagnostics/nearest_references.hpp"
#include "core/diagnostics/projection.hpp"
#include "core/estimator/train_plans.hpp"
#include "core/files/table.hpp"
#include "flows/estimators/automatic_training.hpp"
#include "flows/estimators/likelihood_training.hpp"
#include "flows/estimators/posterior_training.hpp"
#include "tests/simulators/benchmark/benchmark_model.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace inquest;

constexpr std::size_t test_rows = 1000;
constexpr std::size_t draws = 10000;
constexpr std::size_t calibration_draws = 1000;  // at each held-out row

struct Arguments {
  std::string task;
  std::size_t simulations;  // to train and validate with
  Seed seed;
  std::filesystem::path reference;
  std::string method;
  std::size_t observations;
  ConfigNode options;
};

Arguments parse(int argc, char** argv) {
  if (argc < 4) raise(ErrorKind::usage, "bench_sbibm TASK SIMULATIONS SEED [KEY=VALUE ...]");
  const char* folder = std::getenv("INQUEST_SBIBM");
  Arguments result{argv[1], std::stoul(argv[2]),  Seed{std::stoull(argv[3])}, folder == nullptr ? "" : folder, "auto",
                   3,       ConfigNode::mapping()};
  for (int i = 4; i < argc; ++i) {
    const std::string text = argv[i];
    const auto equals = text.find('=');
    INQUEST_VALIDATE(equals != std::string::npos, usage, text, " (must be KEY=VALUE)");
    const std::string key = text.substr(0, equals), value = text.substr(equals + 1);
    if (key == "reference") {
      result.reference = value;
    } else if (key == "method") {
      result.method = value;
    } else if (key == "observations") {
      result.observations = std::stoul(value);
    } else {
      result.options.set(key, ConfigNode::parse(value, "argument"));
    }
  }
  INQUEST_VALIDATE(!result.reference.empty(), usage, "no reference draws (set INQUEST_SBIBM or reference=FOLDER)");
  return result;
}

JointData simulate(const Model& model, const Arguments& arguments) {
  constexpr std::size_t block = 1000;
  const std::size_t total = arguments.simulations + test_rows;
  JointData data{Matrix(total, model.space.dimension()), Matrix(total, model.simulator().info().data_size()), {}};
  parallel_for((total + block - 1) / block, [&](std::size_t b) {
    const Simulations rows =
        draw_joint(model, arguments.seed.child("simulate"), b * block, std::min(block, total - b * block));
    for (std::size_t i = 0; i < rows.x.rows(); ++i) {
      INQUEST_VALIDATE(rows.status[i] == SimulationStatus::ok, data, "simulation ", b * block + i, " failed");
      std::ranges::copy(rows.theta.row(i), data.theta.row(b * block + i).begin());
      std::ranges::copy(rows.x.row(i), data.x.row(b * block + i).begin());
    }
  });
  data.split = split_rows(arguments.seed, model.name, total, test_rows, 0.1);
  return data;
}

/// What was trained: draws at an observation, the mean log density of held-out rows, and its calibration in words.
struct Trained {
  std::function<Matrix(std::span<const double> x)> sample;
  double held_out = 0;
  std::function<std::string()> calibration = [] { return std::string(); };
};

template <class Estimator, class Make, class Options>
std::shared_ptr<const Estimator> train(const Make& make, const Model& model, const JointData& data,
                                       const Arguments& arguments, const Options& options) {
  const auto training = make(model.name, model.space, data, options, arguments.seed);
  SilentReporter silent;
  train_members(*training, {}, silent);
  const testing::TemporaryDirectory folder;
  training->save(folder / "estimator.h5");
  return std::make_shared<const Estimator>(Estimator::load(folder / "estimator.h5"));
}

/// Mean of log_density(theta [1, d], x, out [1]) over the test rows.
template <class LogDensity>
double held_out(const JointData& data, const LogDensity& log_density) {
  std::vector<double> values(data.split.test.size());
  parallel_for(values.size(), [&](std::size_t i) {
    const std::size_t row = data.split.test[i];
    log_density(data.theta.view().rows(row, 1), data.x.row(row), std::span<double>(&values[i], 1));
  });
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string text_of(const std::string& name, const RankTest& test) {
  return concat(' ', name, ' ', test.p_value, ' ', test.max_deviation);
}

/// The p-values of each test of calibration and the deviations from uniform, as a run finds them by default.
std::string calibration(const Posterior& posterior, const JointData& data, Seed seed) {
  constexpr std::size_t most_columns = 64;
  const auto start = std::chrono::steady_clock::now();
  SilentReporter silent;
  const Matrix theta = rows_at(data.theta, data.split.test), x = rows_at(data.x.view(), data.split.test);
  const std::vector<std::size_t> pool(data.split.train.begin(), data.split.train.begin() + 1000);
  const Matrix pool_x = rows_at(data.x.view(), pool);
  const Projection projection(pool_x, most_columns, seed.child("projection"));
  const Matrix references =
      nearest_references(projection.apply(x), projection.apply(pool_x), rows_at(data.theta, pool));
  const HeldOutDraws held_out = draw_held_out(posterior, theta, x, calibration_draws, seed.child("draws"), silent);
  const Calibration found = calibrate(posterior.space(), held_out, references, seed.child("calibrate"));
  double deviation = 0;
  for (const RankTest& test : found.parameters) deviation = std::max(deviation, test.max_deviation);
  return concat(" sbc ", found.parameters_p, ' ', deviation, text_of("coverage", *found.coverage),
                text_of("tarp", found.tarp), " pairs ", found.pairs_p, " calibration_s ", seconds_since(start));
}

Trained train_npe(const Model& model, const JointData& data, const Arguments& arguments) {
  const auto posterior = train<PosteriorEstimator>(make_posterior_training, model, data, arguments,
                                                   read_options<PosteriorEstimatorOptions>(arguments.options));
  return {[=](std::span<const double> x) { return posterior->given(x).sample(draws, arguments.seed).theta; },
          held_out(data, [&](auto theta, auto x, auto out) { posterior->given(x).log_prob(theta, out); }),
          [=, &data, seed = arguments.seed] { return calibration(*posterior, data, seed); }};
}

Trained with_mcmc(const Model& model, const JointData& data, std::shared_ptr<const Likelihood> likelihood, Seed seed) {
  const auto posterior = std::make_shared<const McmcPosterior>(model.space, likelihood, data.x.cols(), McmcOptions{});
  const auto sample = [=](std::span<const double> x) {
    SilentReporter silent;
    const McmcDensity::Answer answer = posterior->given(x).answer(draws, seed, silent);
    std::cerr << "steps " << answer.report.steps << " evaluations " << answer.report.evaluations << " R-hat "
              << answer.report.convergence.r_hat << " sizes " << answer.report.convergence.bulk_ess << ' '
              << answer.report.convergence.tail_ess << ' ' << answer.report.warning() << '\n';
    return answer.draws.theta;
  };
  return {sample, held_out(data, [&](auto theta, auto x, auto out) { likelihood->log_likelihood(theta, x, out); })};
}

Trained train_automatic(const Model& model, const JointData& data, const Arguments& arguments) {
  const auto options = read_options<AutomaticPosteriorOptions>(arguments.options);
  const ModelData of_model{model.name, model.space, [&data]() -> const JointData& { return data; }};
  SilentReporter silent;
  const testing::TemporaryDirectory folder;
  train_plans({automatic_plan(model.name, of_model, options, arguments.seed)}, EstimatorFolder(folder.path()), silent);
  const auto posterior =
      std::make_shared<const AutomaticPosterior>(AutomaticPosterior::load(folder / (model.name + ".h5"), options.mcmc));
  const PosteriorChoice& choice = posterior->choice();
  std::cerr << posterior->picked() << ": gain of nle " << choice.gain.value << " +- " << choice.gain.error
            << ", distance " << choice.distance << ", beyond the middle " << choice.beyond.value << " +- "
            << choice.beyond.error << '\n';
  const auto sample = [=](std::span<const double> x) {
    SilentReporter quiet;
    const AutomaticDensity::Answer answer = posterior->given(x).answer(draws, arguments.seed, quiet);
    std::cerr << "effective draws " << answer.draws.effective_size.value_or(draws)
              << (answer.report ? " by chains\n" : "\n");
    return answer.draws.theta;
  };
  return {sample, held_out(data, [&](auto theta, auto x, auto out) { posterior->given(x).log_prob(theta, out); })};
}

Trained train(const Model& model, const JointData& data, const Arguments& arguments) {
  if (arguments.method == "auto") return train_automatic(model, data, arguments);
  if (arguments.method == "npe") return train_npe(model, data, arguments);
  if (arguments.method == "mcmc") return with_mcmc(model, data, model.bundle.likelihood, arguments.seed);
  INQUEST_VALIDATE(arguments.method == "nle", usage, "method=", arguments.method, " (must be auto, npe, nle or mcmc)");
  const auto likelihood = train<LikelihoodEstimator>(make_likelihood_training, model, data, arguments,
                                                     read_options<LikelihoodEstimatorOptions>(arguments.options));
  return with_mcmc(model, data, likelihood, arguments.seed);
}

Table read_zipped(const std::filesystem::path& path) {
  const testing::TemporaryDirectory folder;
  const auto unzipped = testing::run_process({"/usr/bin/env", "gzip", "-dc", path.string()});
  INQUEST_VALIDATE(unzipped.status == 0, missing_input, path.string(), ": ", unzipped.err);
  std::ofstream(folder / "draws.csv") << unzipped.out;
  return read_table((folder / "draws.csv").string());
}

void run(const Arguments& arguments) {
  const Model model = testing::benchmark_model(arguments.task);
  const JointData data = simulate(model, arguments);
  auto start = std::chrono::steady_clock::now();
  const Trained trained = train(model, data, arguments);
  const double training = seconds_since(start);
  double drawing = 0;
  std::cout.precision(4);
  std::cout << arguments.task << ' ' << arguments.simulations << ' ' << arguments.method << " c2st";
  for (std::size_t k = 1; k <= arguments.observations; ++k) {
    const std::filesystem::path observation = arguments.reference / arguments.task / concat("observation_", k);
    const auto x = read_table((observation / "observation.csv").string()).values;
    start = std::chrono::steady_clock::now();
    const Matrix sample = trained.sample(x);
    drawing += seconds_since(start);
    const Table reference = read_zipped(observation / "reference_posterior_samples.csv.gz");
    const ConstMatrixView expected(reference.values.data(), reference.shape[0], reference.shape[1]);
    std::cout << ' ' << c2st(expected, sample, arguments.seed) << std::flush;
  }
  std::cout << " log_density " << trained.held_out << " training_s " << training << " drawing_s " << drawing
            << trained.calibration() << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(parse(argc, argv));
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
