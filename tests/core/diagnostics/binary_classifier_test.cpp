#include "core/diagnostics/binary_classifier.hpp"

#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/softplus.h>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

Tensor coin_flips(std::int64_t count, Random& random) {
  Tensor labels = at::empty({count}, at::kFloat);
  for (std::int64_t i = 0; i < count; ++i) labels[i] = static_cast<float>(random.below(2));
  return labels;
}

}  // namespace

TEST_CASE("binary_classifier: its loss and gradient are those of LibTorch's operations") {
  const std::int64_t rows = GENERATE(1, 7, 200);
  CAPTURE(rows);
  Random random(Seed{3});
  BinaryClassifier classifier(4, {.hidden = 33, .l2 = 0.5}, random);
  const Tensor x = random_tensor({rows, 4}, random, at::kFloat).mul_(3);
  const Tensor labels = coin_flips(rows, random);
  const double loss = classifier.loss_and_gradient(x, labels);
  const Tensor gradient = classifier.parameters().flat_gradient().clone();

  classifier.parameters().flat_gradient().zero_();
  const Tensor odds = classifier.log_odds(x);
  Tensor expected = (at::softplus(odds) - labels * odds).mean();
  for (const Tensor& tensor : classifier.parameters().tensors()) {
    if (tensor.dim() == 2) expected = expected + tensor.square().sum() * (0.5 * 0.5 / static_cast<double>(rows));
  }
  expected.backward();
  CHECK(loss == Approx(expected.item<double>()).epsilon(1e-5));
  CHECK(tensors_close(gradient, classifier.parameters().flat_gradient(), {.absolute = 1e-6, .relative = 1e-5}));
}

TEST_CASE("binary_classifier: learns an edge that no line is, and stops") {
  Random random(Seed{4});
  const Tensor x = random_tensor({1000, 2}, random, at::kFloat);
  const Tensor labels = x.square().sum(1).gt(1.4).to(at::kFloat);  // outside a circle
  BinaryClassifier classifier(2, {.hidden = 20}, random);
  const std::int64_t epochs = classifier.fit(x, labels, random);
  CHECK(epochs > 10);
  CHECK(epochs < 10000);
  const at::NoGradGuard no_graph;
  const Tensor right = classifier.log_odds(x).gt(0).eq(labels);
  CHECK(right.to(at::kFloat).mean().item<double>() > 0.98);
}

// Labels that say nothing are learned by heart at best, up to the tolerance: with a tolerance of the loss of a coin
// flip no epoch counts as better than the first.
TEST_CASE("binary_classifier: patience counts the epochs that are no better") {
  Random random(Seed{5});
  const Tensor x = random_tensor({300, 2}, random, at::kFloat);
  const Tensor labels = coin_flips(300, random);
  BinaryClassifier impatient(2, {.hidden = 20, .tolerance = std::log(2), .patience = 3}, random);
  CHECK(impatient.fit(x, labels, random) == 5);
  BinaryClassifier stopped(2, {.hidden = 20, .max_epochs = 2}, random);
  CHECK(stopped.fit(x, labels, random) == 2);
}
