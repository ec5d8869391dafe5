#include "simulators/benchmark/bernoulli_glm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "simulators/benchmark/numpy_random.hpp"

namespace inquest {
namespace {

constexpr std::size_t steps = 100;
constexpr std::size_t size = 10;

double dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void draw_spikes(const Matrix& design, std::span<const double> theta, Random& random, std::span<double> y) {
  for (std::size_t t = 0; t < steps; ++t) {
    y[t] = random.uniform() < 1 / (1 + std::exp(-dot(design.row(t), theta))) ? 1 : 0;
  }
}

std::vector<double> statistics_of(const Matrix& design, std::span<const double> y) {
  std::vector<double> result(size);
  for (std::size_t t = 0; t < steps; ++t) {
    for (std::size_t j = 0; j < size; ++j) result[j] += design(t, j) * y[t];
  }
  return result;
}

// sum_t [y_t psi_t - ln(1 + exp psi_t)] = (X^T y)^T theta - sum_t ln(1 + exp psi_t)
double log_density(const Matrix& design, std::span<const double> theta, std::span<const double> statistics) {
  double result = dot(statistics, theta);
  for (std::size_t t = 0; t < steps; ++t) {
    const double psi = dot(design.row(t), theta);
    result -= std::max(psi, 0.0) + std::log1p(std::exp(-std::abs(psi)));
  }
  return result;
}

RowFunctions::LogDensity raw_likelihood(const Matrix& design, std::span<const double> y) {
  if (std::any_of(y.begin(), y.end(), [](double value) { return value != 0 && value != 1; })) {
    return [](auto) { return -std::numeric_limits<double>::infinity(); };
  }
  return
      [&design, statistics = statistics_of(design, y)](auto theta) { return log_density(design, theta, statistics); };
}

}  // namespace

Matrix glm_design() {
  NumpyRandom random(42);
  std::vector<double> stimulus(steps);
  std::generate(stimulus.begin(), stimulus.end(),
                [&] { return static_cast<double>(static_cast<float>(random.normal())); });
  Matrix design(steps, size);
  for (std::size_t t = 0; t < steps; ++t) {
    design(t, 0) = 1;
    for (std::size_t lag = 0; lag + 1 < size && lag <= t; ++lag) design(t, 1 + lag) = stimulus[t - lag];
  }
  return design;
}

SimulatorBundle make_bernoulli_glm(const NoOptions&, const SimulatorRequest& request) {
  const auto design = std::make_shared<const Matrix>(glm_design());
  return make_row_simulator({.name = "bernoulli_glm",
                             .parameters = numbered_parameters(size),
                             .data_shape = {size},
                             .draw =
                                 [design](auto theta, Random& random, auto x) {
                                   std::vector<double> y(steps);
                                   draw_spikes(*design, theta, random, y);
                                   std::ranges::copy(statistics_of(*design, y), x.begin());
                                   return SimulationStatus::ok;
                                 },
                             .likelihood =
                                 [design](std::span<const double> x) {
                                   return [design, x](auto theta) { return log_density(*design, theta, x); };
                                 }},
                            request);
}

SimulatorBundle make_bernoulli_glm_raw(const NoOptions&, const SimulatorRequest& request) {
  const auto design = std::make_shared<const Matrix>(glm_design());
  return make_row_simulator({.name = "bernoulli_glm_raw",
                             .parameters = numbered_parameters(size),
                             .data_shape = {steps},
                             .draw =
                                 [design](auto theta, Random& random, auto x) {
                                   draw_spikes(*design, theta, random, x);
                                   return SimulationStatus::ok;
                                 },
                             .likelihood = [design](std::span<const double> x) { return raw_likelihood(*design, x); }},
                            request);
}

}  // namespace inquest
