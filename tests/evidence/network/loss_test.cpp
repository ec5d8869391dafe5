#include "evidence/network/loss.hpp"

#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

std::vector<EvidenceLossOptions> l_pop_losses(const std::string& name) {
  std::vector<EvidenceLossOptions> losses;
  for (const double alpha : {1.0, 1.5, 2.0, 3.0}) {
    for (const double leak : {0.1, 1.0}) losses.push_back({name, alpha, leak});
  }
  return losses;
}

std::vector<EvidenceLossOptions> all_losses() {
  std::vector<EvidenceLossOptions> losses = l_pop_losses("l-pop-exponential");
  for (const EvidenceLossOptions& loss : l_pop_losses("l-pop-squared")) losses.push_back(loss);
  for (const double alpha : {1.5, 2.0}) losses.push_back({"pop-exponential", alpha, 1});
  for (const char* name :
       {"logistic", "cross-entropy", "squared", "exponential", "direct-log", "direct-squared", "direct-root"}) {
    losses.push_back({name, 2, 1});
  }
  return losses;
}

Tensor number(double value) { return at::full({1, 1}, value, at::kDouble); }
Tensor label_of(double value) { return at::full({1}, value, at::kDouble); }

double log_k(double output, const EvidenceLossOptions& loss) {
  return log_evidence_of_output(number(output), loss)[0][1].item<double>();
}

// J is odd and rising.
double output_of(double wanted, const EvidenceLossOptions& loss) {
  double low = 0, high = 20;
  for (int step = 0; step < 80; ++step) (log_k(0.5 * (low + high), loss) < wanted ? low : high) = 0.5 * (low + high);
  return 0.5 * (low + high);
}

struct Counts {
  std::int64_t of_model_0;
  std::int64_t of_model_1;
};

// Rows that a network cannot tell apart, out of all rows of each model: where the loss of one output for all is least.
double best_output(const Counts& here, const Counts& all, const EvidenceLossOptions& loss) {
  const auto rows = [](std::int64_t n, double value) { return at::full({n}, value, at::kDouble); };
  const double half = 0.5 * static_cast<double>(all.of_model_0 + all.of_model_1);
  const Tensor label = at::cat({rows(here.of_model_0, 0), rows(here.of_model_1, 1)});
  const Tensor weight = at::cat({rows(here.of_model_0, half / static_cast<double>(all.of_model_0)),
                                 rows(here.of_model_1, half / static_cast<double>(all.of_model_1))});
  double low = -3;  // further out squared losses are flat
  double high = 3.1;
  for (int step = 0; step < 80; ++step) {  // bisects the slope
    const Tensor output = number(0.5 * (low + high)).requires_grad_();
    evidence_loss(output.expand({label.size(0), 1}), label, weight, loss).backward();
    (output.grad().item<double>() < 0 ? low : high) = output.item<double>();
  }
  return 0.5 * (low + high);
}

}  // namespace

TEST_CASE("evidence losses are least where the transformed output is ln K") {
  for (const EvidenceLossOptions& loss : all_losses()) {
    CAPTURE(loss.loss, loss.alpha, loss.leak);
    // Equal numbers of simulations: K is the ratio of counts.
    CHECK(log_k(best_output({20, 60}, {1000, 1000}, loss), loss) == Approx(std::log(3)).epsilon(1e-9));
    // Unequal ones: K = (90 / 300) / (20 / 100), whatever the share of the models in the simulations.
    CHECK(log_k(best_output({20, 90}, {100, 300}, loss), loss) == Approx(std::log(1.5)).epsilon(1e-9));
    CHECK(log_k(best_output({100, 300}, {100, 300}, loss), loss) == Approx(0).margin(1e-9));
  }
}

TEST_CASE("evidence losses: their value at the optimum is the Bhattacharyya coefficient") {
  // Two outcomes with p(x | M0) = {0.2, 0.8} and p(x | M1) = {0.6, 0.4}.
  const double expected = std::sqrt(0.2 * 0.6) + std::sqrt(0.8 * 0.4);
  const EvidenceLossOptions loss{"exponential", 2, 1};
  const Tensor output = at::cat({number(std::log(3)).expand({8, 1}), number(std::log(0.5)).expand({12, 1})});
  const auto labels = [](std::int64_t zeros, std::int64_t ones) {
    return at::cat({label_of(0).expand({zeros}), label_of(1).expand({ones})});
  };
  // 10 rows of each model: 2 and 6 with the first outcome, 8 and 4 with the second.
  const double value =
      evidence_loss(output, at::cat({labels(2, 6), labels(8, 4)}), at::full({20}, 1.0), loss).item<double>();
  CHECK(value == Approx(expected));
}

TEST_CASE("l-POP transform: odd and rising, with the leak as its slope at zero") {
  for (const EvidenceLossOptions& loss : l_pop_losses("l-pop-exponential")) {
    CAPTURE(loss.loss, loss.alpha, loss.leak);
    double previous = -1e300;
    for (double f = -30; f <= 30; f += 0.37) {
      CHECK(log_k(f, loss) == -log_k(-f, loss));
      CHECK(log_k(f, loss) > previous);
      previous = log_k(f, loss);
    }
    CHECK(log_k(0, loss) == 0);
  }
  CHECK(log_k(3, {"l-pop-exponential", 2, 1}) == 12);
  CHECK(log_k(-2, {"l-pop-exponential", 3, 0.5}) == -9);
  CHECK(log_k(1e-8, {"l-pop-exponential", 2, 0.25}) == Approx(0.25e-8));
}

TEST_CASE("evidence losses: gradients are finite at zero and far out, also in float32") {
  for (const EvidenceLossOptions& loss : all_losses()) {
    for (const double f : {0.0, 1e-30, 5.0, -40.0, 300.0, -1e4}) {
      for (const double label : {0.0, 1.0}) {
        CAPTURE(loss.loss, loss.alpha, loss.leak, f, label);
        const Tensor output = at::full({1, 1}, f, at::kFloat).requires_grad_();
        const Tensor value =
            evidence_loss(output, at::full({1}, label, at::kFloat), at::full({1}, 1, at::kFloat), loss);
        value.backward();
        CHECK(std::isfinite(value.item<double>()));
        CHECK(std::isfinite(output.grad().item<double>()));
        // Downhill is towards the label.
        CHECK(output.grad().item<double>() * (label == 0 ? 1 : -1) >= 0);
      }
    }
  }
}

TEST_CASE("evidence losses: gradients are those of finite differences, on the line beyond the exponential too") {
  for (const EvidenceLossOptions& loss : all_losses()) {
    for (const double f : {-1.3, 0.4, 2.2, 70.0}) {
      for (const double label : {0.0, 1.0}) {
        CAPTURE(loss.loss, loss.alpha, loss.leak, f, label);
        const Tensor output = number(f).requires_grad_();
        const auto value = [&] { return evidence_loss(output, label_of(label), label_of(1), loss); };
        value().backward();
        const double numerical = numerical_gradient([&] { return value().item<double>(); }, output).item<double>();
        CHECK(output.grad().item<double>() == Approx(numerical).epsilon(1e-6).margin(1e-12));
      }
    }
  }
}

TEST_CASE("evidence losses: value and slope go over to the line without a step") {
  const EvidenceLossOptions loss{"exponential", 2, 1};
  const auto value = [&](double output) {
    return evidence_loss(number(output), label_of(0), label_of(1), loss).item<double>();
  };
  CHECK(value(59.9) == Approx(std::exp(29.95)));
  CHECK(value(60) == Approx(std::exp(30)));
  CHECK(value(60 + 1e-3) == Approx(std::exp(30) * (1 + 0.5e-3)).epsilon(1e-12));
  CHECK(value(80) == Approx(11 * std::exp(30)));
}

// Three models whose rows are 6, 30 and 15 where all have 60: at the outputs of ln 5 and ln 2.5 the slope of each loss
// is zero, and it rises in every direction, near and far.
TEST_CASE("evidence losses of three models are least where each output is ln K over the first") {
  const Tensor label = at::cat({label_of(0).expand({6}), label_of(1).expand({30}), label_of(2).expand({15})});
  const Tensor weight = at::full({51}, 1.0, at::kDouble);
  for (const EvidenceLossOptions& loss : all_losses()) {
    CAPTURE(loss.loss, loss.alpha, loss.leak);
    const double f1 = output_of(std::log(5), loss), f2 = output_of(std::log(2.5), loss);
    const Tensor best = at::cat({number(f1), number(f2)}, 1).requires_grad_();
    const auto at_output = [&](const Tensor& output) {
      return evidence_loss(output.expand({51, 2}), label, weight, loss);
    };
    const Tensor least = at_output(best);
    least.backward();
    CHECK(best.grad().abs().max().item<double>() < 1e-12);
    for (int direction = 0; direction < 8; ++direction) {
      const double angle = direction * M_PI / 4;
      for (const double step : {0.01, 0.3, 1.5}) {
        const Tensor other = at::cat({number(f1 + step * std::cos(angle)), number(f2 + step * std::sin(angle))}, 1);
        CHECK(at_output(other).item<double>() > least.item<double>());
      }
    }
  }
}
