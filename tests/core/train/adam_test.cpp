#include "core/train/adam.hpp"

#include <cmath>

#include <ATen/ops/full.h>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

constexpr double learning_rate = 0.01;
constexpr double weight_decay = 0.3;

// Kingma & Ba (2015), algorithm 1, with the decay of Loshchilov & Hutter (2019), algorithm 2, for one weight.
struct Textbook {
  double weight;
  double m = 0;
  double v = 0;
  int t = 0;

  void step(double gradient) {
    ++t;
    m = 0.9 * m + 0.1 * gradient;
    v = 0.999 * v + 0.001 * gradient * gradient;
    const double m_hat = m / (1 - std::pow(0.9, t));
    const double v_hat = v / (1 - std::pow(0.999, t));
    weight -= learning_rate * (m_hat / (std::sqrt(v_hat) + 1e-8) + weight_decay * weight);
  }
};

double largest_error_of_trajectory(at::ScalarType type) {
  Random random(Seed{9});
  const Tensor start = random_tensor({37}, random);
  std::vector<Textbook> expected;
  for (std::int64_t i = 0; i < 37; ++i) expected.push_back({start[i].item<double>()});
  const Tensor flat = start.to(type).clone();
  AdamState state = make_adam_state(flat);
  double error = 0;
  for (int step = 0; step < 60; ++step) {
    const Tensor gradient = random_tensor({37}, random).mul_(std::pow(10.0, step % 5 - 2));
    adam_step(state, flat, gradient.to(type), learning_rate, weight_decay);
    for (std::int64_t i = 0; i < 37; ++i) {
      Textbook& one = expected[static_cast<std::size_t>(i)];
      one.step(gradient[i].item<double>());
      error = std::max(error, std::abs(flat[i].item<double>() - one.weight));
    }
  }
  CHECK(state.steps == 60);
  return error;
}

}  // namespace

TEST_CASE("adam follows the textbook, in float64 by LibTorch's operations and in float32 by its own loop") {
  CHECK(largest_error_of_trajectory(at::kDouble) < 1e-14);
  // Weights of order 1 round to 6e-8 in each of 60 steps.
  CHECK(largest_error_of_trajectory(at::kFloat) < 60 * 6e-8);
}

TEST_CASE("adam moves by the learning rate against a constant gradient, whatever its size") {
  const double size = GENERATE(1e-4, 1.0, 1e6);
  const Tensor flat = at::full({3}, 1, at::kFloat);
  const Tensor gradient = at::full({3}, size, at::kFloat);
  AdamState state = make_adam_state(flat);
  for (int step = 1; step <= 10; ++step) {
    adam_step(state, flat, gradient, 0.01, 0);
    // Epsilon shortens a step by 1e-8 / size.
    CHECK(flat[1].item<double>() == Approx(1 - 0.01 * step).epsilon(0).margin(1e-5 * step));
  }
}

TEST_CASE("adam's decay does not pass through the moments") {
  const Tensor flat = at::full({2}, 5, at::kFloat);
  AdamState state = make_adam_state(flat);
  for (int step = 0; step < 3; ++step) adam_step(state, flat, at::full({2}, 0, at::kFloat), 0.1, 0.5);
  CHECK(flat[0].item<double>() == Approx(5 * std::pow(0.95, 3)).epsilon(1e-6));
  CHECK(state.mean.abs().max().item<double>() == 0);
}
