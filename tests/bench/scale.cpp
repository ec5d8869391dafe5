// What an epoch costs as the rows grow, in memory and from a file.
//
//   bench_scale npe|nle ROWS memory|file [KEY=VALUE ...]
//
// ROWS simulations of 5 parameters and 100 data, options of the estimator as KEY=VALUE. Prints the seconds of an epoch
// (wall clock, the best after the first), seconds per million rows, and the peak of resident memory in MiB, of which
// pages of the file are what the system leaves in memory because nobody else wants it.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>

#include "core/base/random.hpp"
#include "flows/estimators/likelihood_training.hpp"
#include "flows/estimators/posterior_training.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace inquest;

constexpr std::size_t parameters = 5;
constexpr std::size_t data_size = 100;

class EpochTimes final : public Reporter {
 public:
  void info(std::string_view) override {}
  void warning(std::string_view message) override { std::cerr << message << "\n"; }
  void progress(const Progress&) override {}
  bool stop_requested() const override { return false; }
  void metric(const Metric&) override {
    const auto now = std::chrono::steady_clock::now();
    times.push_back(std::chrono::duration<double>(now - last_).count());
    last_ = now;
  }
  std::vector<double> times;

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

ParameterSpace unit_normals() {
  std::string text = "{";
  for (std::size_t j = 0; j < parameters; ++j) text += concat("p", j, ": {prior: {normal: [0, 1]}}, ");
  return ParameterSpace::parse(ConfigNode::parse(text + "}", "bench_scale"));
}

// Data are a parameter each, bent and with noise.
JointData draw(std::size_t rows, const ScratchPolicy& policy) {
  JointData data{Matrix(rows, parameters), {rows, data_size, policy}, {}};
  Random random(Seed{1});
  random.normal(data.theta.values());
  for (std::size_t i = 0; i < rows; ++i) {
    random.normal(data.x.row(i));
    for (std::size_t j = 0; j < data_size; ++j) data.x(i, j) += std::sinh(data.theta(i, j % parameters));
  }
  data.x.release_pages();
  data.split = split_rows({2}, "scale", rows, 0, 0.1);
  return data;
}

double resident_mib(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field + ":")) return std::stod(line.substr(field.size() + 1)) / 1024;
  }
  return 0;
}

template <class Options>
Options options_from(int count, char** arguments, std::size_t rows) {
  ConfigNode options = ConfigNode::mapping();
  const auto set = [&](const std::string& key, const std::string& value) {
    options.set(key, ConfigNode::parse(value, "argument"));
  };
  set("ensemble", "1");
  set("training.steps", concat(std::max<std::size_t>(rows / 1024, 32) * 3));
  for (int i = 4; i < count; ++i) {
    const std::string text = arguments[i];
    const std::size_t equals = text.find('=');
    INQUEST_VALIDATE(equals != std::string::npos, usage, text, " (must be KEY=VALUE)");
    set(text.substr(0, equals), text.substr(equals + 1));
  }
  return read_options<Options>(options);
}

void run(int argc, char** argv) {
  if (argc < 4) raise(ErrorKind::usage, "bench_scale npe|nle ROWS memory|file [KEY=VALUE ...]");
  const bool likelihood = argv[1] == std::string("nle");
  const std::size_t rows = std::stoul(argv[2]);
  const testing::TemporaryDirectory folder;
  const bool file = argv[3] == std::string("file");
  const JointData data = draw(rows, file ? ScratchPolicy{folder.path(), 1} : ScratchPolicy{});
  const auto training = likelihood
                            ? make_likelihood_training("scale", unit_normals(), data,
                                                       options_from<LikelihoodEstimatorOptions>(argc, argv, rows), {3})
                            : make_posterior_training("scale", unit_normals(), data,
                                                      options_from<PosteriorEstimatorOptions>(argc, argv, rows), {3});
  EpochTimes times;
  training->train_member(0, {}, times);
  const double epoch = *std::min_element(times.times.begin() + 1, times.times.end());
  std::cout << argv[1] << ' ' << rows << ' ' << argv[3] << " epoch_s " << epoch << " per_million_s "
            << epoch / static_cast<double>(rows) * 1e6 << " peak_mib " << resident_mib("VmHWM") << " anonymous_mib "
            << resident_mib("RssAnon") << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
