#include "simulators/row_simulator.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include "core/model/check_simulator.hpp"
#include "tests/simulators/benchmark/benchmark_model.hpp"
#include "tests/simulators/requests.hpp"

namespace inquest {
namespace {

using testing::benchmark_model;

std::vector<std::string> names() {
  const ConfigNode tasks = testing::benchmark_tasks();
  std::vector<std::string> result;
  for (const auto& [name, task] : tasks.entries()) result.push_back(name);
  return result;
}

double log_likelihood(const Model& model, const std::vector<double>& theta, std::span<const double> x) {
  double result = 0;
  model.bundle.likelihood->log_likelihood({theta.data(), 1, theta.size()}, x, {&result, 1});
  return result;
}

double log_prior(const Model& model, const std::vector<double>& theta) {
  double result = 0;
  model.space.log_prob({theta.data(), 1, theta.size()}, {&result, 1});
  return result;
}

std::vector<double> spikes(const std::string& text) {
  std::vector<double> result;
  for (const char c : text) result.push_back(c == '1' ? 1 : 0);
  return result;
}

struct Golden {
  std::string task;
  double log_prior;
  double log_likelihood;
  std::vector<double> theta;
  std::vector<double> x;
};

// The first observation of each task with the parameters that made it (sbibm, MIT licence), and densities from an
// independent program. The tolerances are those of numbers printed to six decimals from data in single precision.
TEST_CASE("benchmark: prior and likelihood of the first observations", "[benchmark]") {
  const std::vector<double> spiking = {1.215716,   2.1386335,  3.6156292,  3.3703978,  0.3342961,
                                       -1.5749966, -2.4357948, -2.1009881, -1.1669482, 0.3189116};
  const auto golden = GENERATE_COPY(values<Golden>(
      {{"gaussian_linear",
        -4.751939,
        -2.642316,
        {0.27184236, 0.6762953, 0.17189318, -0.04218617, -0.82151634, 0.024290232, -0.24255924, -0.16438946,
         -0.13595216, 0.26958188},
        {1.0471346, 0.5566712, -0.23618454, 0.027879834, -1.0051446, -0.007930746, 0.06117077, -0.29286885, -0.38539964,
         0.2449614}},
       {"gaussian_linear_uniform",
        -6.931472,
        -4.076968,
        {-0.95270705, -0.14817107, 0.9824493, 0.41320384, 0.99042416, -0.74023414, 0.7862458, 0.043799043, -0.6261761,
         -0.76511395},
        {-0.53739023, -0.23864163, 0.81923723, 0.6407443, 0.41616207, -0.09746933, 1.1292295, -0.05842293, -0.97055256,
         -0.9423423}},
       {"slcp",
        -8.958797,
        -10.853894,
        {-2.8581212, -0.44451332, 2.9473476, 1.2396116, 2.9712725},
        {2.3718784, 0.49947417, 9.931435, 1.7136912, -10.436423, -1.9067793, -1.2343777, -0.09735}},
       {"bernoulli_glm",
        -12.520676,
        -20.679774,
        spiking,
        {56, 3.32306, 14.356438, 11.104893, -4.167525, -18.507809, -21.917496, -9.553517, -0.357257, -5.497825}},
       {"bernoulli_glm_raw", -12.520676, -20.679774, spiking,
        spikes("1101111111100000011111110001110111100000111100001110001111001100011111001110000000111000111110"
               "000111")},
       {"gaussian_mixture", -5.991465, 1.929118, {-9.527071, -1.4817104}, {-9.472713, -1.4950509}},
       {"two_moons", -1.386294, 4.804160, {-0.8176656, -0.5756806}, {-0.6396706, 0.16234657}},
       {"sir", -0.053475, -11.730325, {0.61479264, 0.19172086}, {0, 1, 352, 40, 3, 0, 0, 0, 0, 0}},
       {"lotka_volterra",
        1.199900,
        9.826580,
        {0.6859157, 0.10761319, 0.88789904, 0.116794825},
        {31.783262,  1.1971166,  0.29703617, 0.71145046, 2.9415865, 11.482614, 36.09036,
         0.46229604, 0.38081983, 0.9173736,  0.8910395,  27.039942, 4.356176,  0.78444487,
         0.17100818, 0.1325878,  8.727008,   16.97251,   2.7902339, 0.47567415}}}));
  CAPTURE(golden.task);
  const Model model = benchmark_model(golden.task);
  CHECK(model.simulator().info().data_size() == golden.x.size());
  CHECK(log_prior(model, golden.theta) == Approx(golden.log_prior).epsilon(0).margin(2e-6));
  CHECK(log_likelihood(model, golden.theta, golden.x) == Approx(golden.log_likelihood).epsilon(0).margin(1e-5));
}

TEST_CASE("benchmark: every task keeps the law of simulators, and no draw from its prior fails", "[benchmark]") {
  const std::string name = GENERATE(from_range(names()));
  CAPTURE(name);
  const Model model = benchmark_model(name);
  CHECK(check_simulator(model, Seed{1}).violations.empty());
  const Simulations draws = draw_joint(model, Seed{2}, 0, 200);
  for (const SimulationStatus status : draws.status) CHECK(status == SimulationStatus::ok);
}

// Two parameters of a task, `step` apart in its unconstrained space. Their sum is the same, as the edge of a crescent
// of two_moons moves with it: the support of both is then one.
Matrix neighbours(const Model& model, double step) {
  const std::size_t d = model.space.dimension();
  Matrix z(2, d, 0.3);
  for (std::size_t j = 0; j < d; ++j) z(1, j) += j % 2 == 0 ? step : -step;
  model.space.from_unconstrained(z, z);
  return z;
}

Matrix draw(const Model& model, std::span<const double> theta, std::size_t rows) {
  Matrix repeated(rows, theta.size());
  std::vector<Seed> seeds(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    std::ranges::copy(theta, repeated.row(i).begin());
    seeds[i] = Seed{7}.child(i);
  }
  Matrix x(rows, model.simulator().info().data_size());
  std::vector<SimulationStatus> status(rows);
  model.simulator().simulate(repeated, seeds, x, status);
  return x;
}

// E[p(x | theta') / p(x | theta)] over draws of p(x | theta) is 1, whatever theta'. A difference shows most where the
// ratio is far from 1, but beyond a variance of order 1 its mean cannot be measured: the first step of at least 0.2.
TEST_CASE("benchmark: draws are those of the likelihood", "[benchmark][statistical]") {
  const std::string name = GENERATE(from_range(names()));
  CAPTURE(name);
  const Model model = benchmark_model(name);
  constexpr std::size_t rows = 4000;
  const Matrix x = draw(model, neighbours(model, 0).row(0), rows);
  double sum = 0;
  double squares = 0;
  for (double step = 0x1p-10; squares < 0.2; step *= 2) {
    const Matrix theta = neighbours(model, step);
    sum = squares = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      double both[2];
      model.bundle.likelihood->log_likelihood(theta, x.row(i), both);
      const double excess = std::expm1(both[1] - both[0]);
      sum += excess / rows;
      squares += excess * excess / rows;
    }
  }
  CHECK(std::abs(sum) < 4.5 * std::sqrt(squares / rows));
}

TEST_CASE("benchmark: the order of the run file's parameters is free, others are refused", "[benchmark]") {
  const auto model = [](const std::string& parameters) {
    return testing::make_model({.simulator = "sir", .options = "~", .parameters = parameters});
  };
  const Model usual = model("{beta: 0.6, gamma: {prior: {log_normal: [-2, 0.2]}}}");
  const Model mixed = model("{gamma: {prior: {log_normal: [-2, 0.2]}}, beta: 0.6}");
  CHECK(draw_joint(usual, Seed{3}, 0, 5).x == draw_joint(mixed, Seed{3}, 0, 5).x);
  CHECK(testing::error_of({.simulator = "sir", .options = "~", .parameters = "{beta: 0.6}"}).kind() ==
        ErrorKind::config);
  CHECK(testing::error_of({.simulator = "two_moons", .options = "{noise: 1}", .parameters = "{theta_1: 0, theta_2: 0}"})
            .kind() == ErrorKind::config);
}

}  // namespace
}  // namespace inquest
