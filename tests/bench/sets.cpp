// Sets of normal numbers, 5 to 50 of them: how near the posterior of their mean and sd is to the exact one.
//
//   sets npe SEED [ROWS] [tested=N] [KEY=VALUE ...]
//
// ROWS sets are there to train and validate with (20,000 by default). KEY=VALUE sets an option of the estimator, whose
// embedding is a set with a mask unless it says another. The C2ST of 2,000 draws against as many of the exact
// posterior, for N sets (10 by default) of even sizes: each, the mean and the largest.
#include <algorithm>
#include <cmath>
#include <iostream>

#include "core/base/random.hpp"
#include "core/diagnostics/c2st.hpp"
#include "flows/estimators/posterior_training.hpp"
#include "tests/bench/trial.hpp"

namespace {

using namespace inquest;
using namespace inquest::bench;

constexpr std::size_t most = 50, least = 5, draws = 2000;

ParameterSpace space_of() {
  return ParameterSpace::parse(
      ConfigNode::parse("{mu: {prior: {uniform: [-2, 2]}}, sigma: {prior: {uniform: [0.5, 2]}}}", "sets"));
}

// Numbers and a mask [50, 2].
void draw_set(std::span<const double> theta, std::size_t size, Random& random, std::span<double> x) {
  std::vector<double> numbers(most);
  random.normal(numbers);
  for (std::size_t i = 0; i < most; ++i) {
    x[2 * i] = i < size ? theta[0] + theta[1] * numbers[i] : 0;
    x[2 * i + 1] = i < size ? 1 : 0;
  }
}

JointData simulated(std::size_t rows, Seed seed) {
  JointData data{Matrix(rows, 2), Matrix(rows, 2 * most), {}};
  data.x_shape = {most, 2};
  Random random(seed.child("sets"));
  for (std::size_t i = 0; i < rows; ++i) {
    data.theta(i, 0) = -2 + 4 * random.uniform();
    data.theta(i, 1) = 0.5 + 1.5 * random.uniform();
    const auto size = least + static_cast<std::size_t>(random.uniform() * (most - least + 1));
    draw_set(data.theta.row(i), size, random, data.x.row(i));
  }
  data.split = split_rows(seed, "sets", rows, 0, 0.1);
  return data;
}

// By a grid over the prior, a draw anywhere in its cell.
Matrix exact_draws(std::span<const double> x, Random& random) {
  constexpr std::size_t points = 800;
  double n = 0, sum = 0, squares = 0;
  for (std::size_t i = 0; i < most; ++i) {
    n += x[2 * i + 1], sum += x[2 * i], squares += x[2 * i] * x[2 * i];
  }
  std::vector<double> cumulative(points * points);
  const auto at = [&](std::size_t cell, double shift_mu, double shift_sigma) {
    return std::pair{-2 + 4 * (static_cast<double>(cell / points) + shift_mu) / points,
                     0.5 + 1.5 * (static_cast<double>(cell % points) + shift_sigma) / points};
  };
  double largest = -1e300;
  for (std::size_t cell = 0; cell < cumulative.size(); ++cell) {
    const auto [mu, sigma] = at(cell, 0.5, 0.5);
    const double square = squares - 2 * mu * sum + n * mu * mu;
    cumulative[cell] = -n * std::log(sigma) - 0.5 * square / (sigma * sigma);
    largest = std::max(largest, cumulative[cell]);
  }
  double total = 0;
  for (double& value : cumulative) value = total += std::exp(value - largest);
  Matrix theta(draws, 2);
  for (std::size_t i = 0; i < draws; ++i) {
    const auto found = std::ranges::upper_bound(cumulative, random.uniform() * total) - cumulative.begin();
    const auto [mu, sigma] = at(static_cast<std::size_t>(found), random.uniform(), random.uniform());
    theta(i, 0) = mu, theta(i, 1) = sigma;
  }
  return theta;
}

PosteriorEstimator train_posterior(const Trial& trial, const JointData& data) {
  auto options = read_options<PosteriorEstimatorOptions>(trial.options);
  if (!options.flow.embedding) {
    options.flow.embedding = EmbeddingOptions{SetEmbeddingOptions{.mask = true}};
    options.data.scales = "masked";
  }
  return trained<PosteriorEstimator>(make_posterior_training("sets", space_of(), data, options, trial.seed));
}

void run(const Trial& trial) {
  const std::size_t tested = std::stoul(trial.own.at("tested"));
  const JointData data = simulated(trial.rows == 0 ? 20000 : trial.rows, trial.seed);
  const PosteriorEstimator posterior = train_posterior(trial, data);
  Random random(trial.seed.child("tested"));
  double sum = 0, largest = 0;
  for (std::size_t i = 0; i < tested; ++i) {
    const std::size_t size = tested == 1 ? most : least + i * (most - least) / (tested - 1);
    const double theta[] = {-1.5 + 3 * random.uniform(), 0.7 + random.uniform()};
    std::vector<double> x(2 * most);
    draw_set(theta, size, random, x);
    const double score = c2st(posterior.given(x).sample(draws, trial.seed).theta, exact_draws(x, random), trial.seed);
    std::cout << size << ": " << score << "  " << std::flush;
    sum += score, largest = std::max(largest, score);
  }
  std::cout << "mean " << sum / static_cast<double>(tested) << " largest " << largest;
}

}  // namespace

int main(int argc, char** argv) { return run_trial(argc, argv, {{"tested", "10"}}, 4, run); }
