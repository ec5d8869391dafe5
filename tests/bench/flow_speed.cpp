// Speed of the flows: an epoch of training and 10,000 draws, on one thread.
//
//   flow_speed [KEY=VALUE ...]      such as flow=nsf hidden=[50,50] activation=relu bins=10 tail_bound=3
//
// Rows are 10,000 of 5 parameters and 8 data, as in SLCP (Papamakarios, Sterratt & Murray 2019), in batches of 200;
// tests/bench/sbi_speed.py times the same with sbi. Times are of the processor, the best and the median.
#include <algorithm>
#include <cmath>
#include <ctime>
#include <iostream>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/train/trainer.hpp"
#include "flows/families/flow_options.hpp"

namespace {

using namespace inquest;

constexpr std::int64_t parameters = 5;
constexpr std::int64_t data = 8;
constexpr std::int64_t rows = 10000;
constexpr std::int64_t epochs = 40;

double seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// theta standard normal, x a function of it with noise.
TensorRows draw_rows(std::int64_t count, Random& random) {
  TensorRows result{at::empty({count, parameters}, at::kFloat), at::empty({count, data}, at::kFloat)};
  float* theta = result[0].data_ptr<float>();
  float* x = result[1].data_ptr<float>();
  for (std::int64_t i = 0; i < count; ++i, theta += parameters) {
    for (std::int64_t j = 0; j < parameters; ++j) theta[j] = static_cast<float>(random.normal());
    for (std::int64_t j = 0; j < data; ++j) {
      const double mean = theta[j % 2] + std::tanh(theta[2 + j % 3]);
      *x++ = static_cast<float>((mean + std::exp(0.3 * theta[4]) * random.normal()) / 2);
    }
  }
  return result;
}

class EpochTimes final : public Reporter {
 public:
  void info(std::string_view) override {}
  void warning(std::string_view message) override { std::cerr << message << "\n"; }
  void progress(const Progress&) override {}
  bool stop_requested() const override { return false; }
  void metric(const Metric&) override {
    const double now = seconds();
    times.push_back(now - last_);
    last_ = now;
  }
  std::vector<double> times;

 private:
  double last_ = seconds();
};

void print(const std::string& what, std::vector<double> times) {
  std::ranges::sort(times);
  std::cout << what << " " << times.front() << " s at best, " << times[times.size() / 2] << " s median\n";
}

FlowOptions options_from(int count, char** arguments) {
  std::string text = "{";
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    const std::size_t equals = argument.find('=');
    text += argument.substr(0, equals) + ": " + argument.substr(equals + 1) + ", ";
  }
  return read_options<FlowOptions>(ConfigNode::parse(text + "}", "arguments"));
}

void time_training(Flow& flow, Random& random) {
  TrainerOptions options;
  options.batch_size = 200;
  options.steps = epochs * rows / options.batch_size;
  EpochTimes recorder;
  const TrainingTask task{
      "flow",
      &flow.parameters(),
      [&](const TensorRows& batch, Random& random) { return flow.loss(batch[0], batch[1], random); },
      draw_rows(rows, random),
      draw_rows(rows / 10, random),
      {}};
  const TrainingResult result = train(task, options, Seed{1}, recorder);
  print("an epoch", recorder.times);
  std::cout << "validation loss " << result.best_validation_loss << "\n";
}

void time_sampling(const Flow& flow, Random& random) {
  const Tensor context = draw_rows(1, random)[1];
  Tensor normals = at::empty({10000, flow.normals()}, at::kFloat);
  for (std::int64_t i = 0; i < normals.numel(); ++i) {
    normals.data_ptr<float>()[i] = static_cast<float>(random.normal());
  }
  std::vector<double> times;
  for (int repeat = 0; repeat < 10; ++repeat) {
    const double start = seconds();
    flow.sample(normals, context.expand({10000, data}));
    times.push_back(seconds() - start);
  }
  print("10000 draws", times);
}

}  // namespace

int main(int count, char** arguments) {
  keep_libraries_to_one_thread();
  const FlowOptions options = options_from(count, arguments);
  std::cout << write_options(options).to_yaml();
  Random random(Seed{3});
  const auto flow = make_flow(options, {parameters, data}, random);
  flow->parameters().flatten();
  std::cout << flow->parameters().count() << " weights\n";
  time_training(*flow, random);
  time_sampling(*flow, random);
}
