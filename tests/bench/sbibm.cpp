// Neural posterior estimation on a task of the benchmark of simulation-based inference (docs/sbibm.md).
//
//   bench_sbibm TASK SIMULATIONS SEED [KEY=VALUE ...]
//
// KEY=VALUE sets an option of the estimator (training.steps=2000), or reference=FOLDER for the folder that the
// environment variable INQUEST_SBIBM names otherwise. One line of results on standard output: the C2ST of the first
// three observations, the mean log density of held-out rows in nats, and the seconds of training.
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "core/base/parallel.hpp"
#include "core/data/table.hpp"
#include "core/diagnostics/c2st.hpp"
#include "flows/posterior_training.hpp"
#include "tests/simulators/benchmark/benchmark_model.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace inquest;

constexpr std::size_t test_rows = 1000;
constexpr std::size_t draws = 10000;

struct Arguments {
  std::string task;
  std::size_t simulations;  // to train and validate with
  Seed seed;
  std::filesystem::path reference;
  ConfigNode options;
};

Arguments parse(int argc, char** argv) {
  if (argc < 4) raise(ErrorKind::usage, "bench_sbibm TASK SIMULATIONS SEED [KEY=VALUE ...]");
  const char* folder = std::getenv("INQUEST_SBIBM");
  Arguments result{argv[1], std::stoul(argv[2]), Seed{std::stoull(argv[3])}, folder == nullptr ? "" : folder,
                   ConfigNode::mapping()};
  for (int i = 4; i < argc; ++i) {
    const std::string text = argv[i];
    const auto equals = text.find('=');
    INQUEST_VALIDATE(equals != std::string::npos, usage, text, " (must be KEY=VALUE)");
    const std::string value = text.substr(equals + 1);
    if (text.substr(0, equals) == "reference") {
      result.reference = value;
    } else {
      result.options.set(text.substr(0, equals), ConfigNode::parse(value, "argument"));
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

PosteriorEstimator train(const Model& model, const JointData& data, const Arguments& arguments) {
  const auto training = make_posterior_training(
      model.name, model.space, data, read_options<PosteriorEstimatorOptions>(arguments.options), arguments.seed);
  SilentReporter silent;
  parallel_for(training->members(), [&](std::size_t member) { training->train_member(member, {}, silent); });
  const testing::TemporaryDirectory folder;
  training->save(folder / "npe.h5");
  return PosteriorEstimator::load(folder / "npe.h5");
}

double held_out_log_density(const PosteriorEstimator& posterior, const JointData& data) {
  std::vector<double> values(data.split.test.size());
  parallel_for(values.size(), [&](std::size_t i) {
    const std::size_t row = data.split.test[i];
    posterior.log_prob(data.theta.view().rows(row, 1), data.x.row(row), {&values[i], 1});
  });
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

Table read_zipped(const std::filesystem::path& path) {
  const testing::TemporaryDirectory folder;
  const auto unzipped = testing::run_process({"/usr/bin/env", "gzip", "-dc", path.string()});
  INQUEST_VALIDATE(unzipped.status == 0, missing_input, path.string(), ": ", unzipped.err);
  std::ofstream(folder / "draws.csv") << unzipped.out;
  return read_table((folder / "draws.csv").string());
}

double score(const PosteriorEstimator& posterior, const std::filesystem::path& observation, Seed seed) {
  const auto x = read_table((observation / "observation.csv").string()).values;
  const Table reference = read_zipped(observation / "reference_posterior_samples.csv.gz");
  const auto sample = posterior.sample(draws, x, seed);
  return c2st({reference.values.data(), reference.shape[0], reference.shape[1]}, sample.theta, seed);
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void run(const Arguments& arguments) {
  const Model model = testing::benchmark_model(arguments.task);
  const JointData data = simulate(model, arguments);
  const auto start = std::chrono::steady_clock::now();
  const PosteriorEstimator posterior = train(model, data, arguments);
  const double training = seconds_since(start);
  std::cout.precision(4);
  std::cout << arguments.task << ' ' << arguments.simulations << " c2st";
  for (const char* observation : {"observation_1", "observation_2", "observation_3"}) {
    std::cout << ' ' << score(posterior, arguments.reference / arguments.task / observation, arguments.seed)
              << std::flush;
  }
  std::cout << " log_density " << held_out_log_density(posterior, data) << " training_s " << training << '\n';
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
