// Draws at many observations in one call: bench_sampling [observations draws] [option=value ...], by default 1,000
// draws at each of 1,000 observations. The estimator has five parameters, ten data and untrained weights, which cost
// what trained ones do; its options are those of npe.

#include <chrono>
#include <iostream>

#include "core/base/parallel.hpp"
#include "flows/estimators/posterior_estimator.hpp"

using namespace inquest;

namespace {

constexpr std::size_t data_size = 10;

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

ParameterSpace five_parameters() {
  std::string text = "{";
  for (int i = 0; i < 5; ++i) text += concat("p", i, ": {prior: {uniform: [0, 1]}}, ");
  return ParameterSpace::parse(ConfigNode::parse(text + "}", "bench"));
}

PosteriorEstimator estimator_from(int count, char** arguments) {
  ConfigNode options = ConfigNode::mapping();
  for (int i = 3; i < count; ++i) {
    const std::string argument = arguments[i];
    const std::size_t equals = argument.find('=');
    options.set(argument.substr(0, equals), ConfigNode::parse(argument.substr(equals + 1), "bench"));
  }
  const Standardizer standardizer(std::vector<double>(data_size, 0), std::vector<double>(data_size, 1));
  return {five_parameters(), standardizer, read_options<PosteriorEstimatorOptions>(options), Seed{1}};
}

}  // namespace

int main(int count, char** arguments) {
  keep_libraries_to_one_thread();
  const std::size_t observations = count > 2 ? std::stoul(arguments[1]) : 1000;
  const std::size_t draws = count > 2 ? std::stoul(arguments[2]) : 1000;
  const PosteriorEstimator estimator = estimator_from(count, arguments);
  Matrix x(observations, data_size);
  Random random(Seed{2});
  random.normal(x.values());
  SilentReporter silent;
  const double start = seconds();
  const Draws all = sample_each(estimator, x, draws, Seed{3}, silent);
  std::cout << estimator.members() << " flows, " << observations << " observations x " << draws
            << " draws: " << seconds() - start << " s on " << threads() << " threads, the first " << all.theta(0, 0)
            << "\n";
}
