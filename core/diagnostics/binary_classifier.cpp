#include "core/diagnostics/binary_classifier.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/relu.h>

#include "core/base/error.hpp"
#include "core/train/adam.hpp"

namespace inquest {
namespace {

// In place: activations = relu(activations + bias) for each row.
void add_bias_and_rectify(const Tensor& activations, const Tensor& bias) {
  const std::int64_t width = activations.size(1);
  const float* b = bias.data_ptr<float>();
  float* row = activations.data_ptr<float>();
  for (std::int64_t i = 0; i < activations.size(0); ++i, row += width) {
    for (std::int64_t j = 0; j < width; ++j) row[j] = std::max(row[j] + b[j], 0.0F);
  }
}

// In place: derivatives = 0 where the unit was at rest; `sums` takes the sum over rows.
void mask_and_sum(const Tensor& derivatives, const Tensor& activations, const Tensor& sums) {
  const std::int64_t width = derivatives.size(1);
  const float* active = activations.data_ptr<float>();
  float* row = derivatives.data_ptr<float>();
  float* sum = sums.data_ptr<float>();
  std::fill_n(sum, width, 0.0F);
  for (std::int64_t i = 0; i < derivatives.size(0); ++i, row += width, active += width) {
    for (std::int64_t j = 0; j < width; ++j) {
      row[j] = active[j] > 0 ? row[j] : 0;
      sum[j] += row[j];
    }
  }
}

void shuffle(std::vector<std::int64_t>& order, Random& random) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
}

void gather(const Tensor& from, const std::int64_t* rows, const Tensor& to) {
  const std::int64_t width = from.dim() == 1 ? 1 : from.size(1);
  const float* source = from.data_ptr<float>();
  float* target = to.data_ptr<float>();
  for (std::int64_t i = 0; i < to.size(0); ++i) std::copy_n(source + rows[i] * width, width, target + i * width);
}

}  // namespace

BinaryClassifier::BinaryClassifier(std::int64_t inputs, const BinaryClassifierOptions& options, Random& random)
    : options_(options) {
  const std::int64_t widths[] = {inputs, options.hidden, options.hidden, 1};
  for (std::size_t layer = 0; layer < 3; ++layer) {
    const std::int64_t in = widths[layer];
    const std::int64_t out = widths[layer + 1];
    const double limit = std::sqrt(6 / static_cast<double>(in + out));
    weights_.push_back(parameters_.add(concat("weight.", layer), {out, in}, limit, random));
    biases_.push_back(parameters_.add(concat("bias.", layer), {out}, limit, random));
  }
  parameters_.flatten();
}

Tensor BinaryClassifier::log_odds(const Tensor& x) const {
  Tensor value = x;
  for (std::size_t layer = 0; layer < 2; ++layer) {
    value = at::relu(at::addmm(biases_[layer], value, weights_[layer].t()));
  }
  return at::addmm(biases_[2], value, weights_[2].t()).squeeze(1);
}

// The last layer in one pass: its loss, its gradient, and the derivatives that go on to the layer before it.
double BinaryClassifier::output_layer(const Tensor& labels) {
  const std::int64_t rows = labels.size(0);
  const std::int64_t width = options_.hidden;
  const auto scale = static_cast<float>(1 / static_cast<double>(rows));
  const Tensor products = at::mm(activations_[1], weights_[2].t());
  const float* product = products.data_ptr<float>();
  const float bias = *biases_[2].data_ptr<float>();
  const float* label = labels.data_ptr<float>();
  const float* active = activations_[1].data_ptr<float>();
  float* derivative = derivatives_[1].data_ptr<float>();
  const float* weight = weights_[2].data_ptr<float>();
  float* weight_gradient = weights_[2].grad().data_ptr<float>();
  std::fill_n(weight_gradient, width, 0.0F);
  double loss = 0;
  float bias_gradient = 0;
  for (std::int64_t i = 0; i < rows; ++i, active += width, derivative += width) {
    const float odds = product[i] + bias;
    const float decay = std::exp(-std::abs(odds));
    const float probability = (odds > 0 ? 1 : decay) / (1 + decay);
    loss += std::log1p(decay) + std::max(odds, 0.0F) - label[i] * odds;
    const float slope = scale * (probability - label[i]);
    bias_gradient += slope;
    for (std::int64_t j = 0; j < width; ++j) {
      weight_gradient[j] += slope * active[j];
      derivative[j] = slope * weight[j];
    }
  }
  *biases_[2].grad().data_ptr<float>() = bias_gradient;
  return loss / static_cast<double>(rows);
}

void BinaryClassifier::hidden_layer_gradient(std::size_t layer, const Tensor& input) {
  mask_and_sum(derivatives_[layer], activations_[layer], biases_[layer].grad());
  Tensor gradient = weights_[layer].grad();
  at::mm_out(gradient, derivatives_[layer].t(), input);
}

// l2 |weights|^2 / (2 rows), which adds to the gradient.
double BinaryClassifier::penalty(std::int64_t rows) {
  const double strength = options_.l2 / static_cast<double>(rows);
  double squares = 0;
  for (const Tensor& weight : weights_) {
    weight.grad().add_(weight, strength);
    squares += weight.square().sum().item<double>();
  }
  return 0.5 * strength * squares;
}

double BinaryClassifier::loss_and_gradient(const Tensor& x, const Tensor& labels) {
  const at::NoGradGuard no_graph;
  const std::int64_t rows = x.size(0);
  if (!activations_[0].defined() || activations_[0].size(0) != rows) {
    for (Tensor& tensor : activations_) tensor = at::empty({rows, options_.hidden}, x.options());
    for (Tensor& tensor : derivatives_) tensor = at::empty({rows, options_.hidden}, x.options());
  }
  at::mm_out(activations_[0], x, weights_[0].t());
  add_bias_and_rectify(activations_[0], biases_[0]);
  at::mm_out(activations_[1], activations_[0], weights_[1].t());
  add_bias_and_rectify(activations_[1], biases_[1]);
  const double loss = output_layer(labels);
  hidden_layer_gradient(1, activations_[0]);
  at::mm_out(derivatives_[0], derivatives_[1], weights_[1]);
  hidden_layer_gradient(0, x);
  return loss + penalty(rows);
}

std::int64_t BinaryClassifier::fit(const Tensor& x, const Tensor& labels, Random& random) {
  const at::NoGradGuard no_graph;
  const std::int64_t rows = x.size(0);
  std::vector<std::int64_t> order(static_cast<std::size_t>(rows));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  AdamState state = make_adam_state(parameters_.flat());
  double best = std::numeric_limits<double>::infinity();
  std::int64_t failures = 0;
  for (std::int64_t epoch = 1; epoch <= options_.max_epochs; ++epoch) {
    shuffle(order, random);
    double loss = 0;
    for (std::int64_t start = 0; start < rows; start += options_.batch_size) {
      const std::int64_t size = std::min(options_.batch_size, rows - start);
      const Tensor batch = at::empty({size, x.size(1)}, x.options());
      const Tensor batch_labels = at::empty({size}, x.options());
      gather(x, order.data() + start, batch);
      gather(labels, order.data() + start, batch_labels);
      loss += loss_and_gradient(batch, batch_labels) * static_cast<double>(size) / static_cast<double>(rows);
      adam_step(state, parameters_.flat(), parameters_.flat_gradient(), options_.learning_rate, 0);
    }
    failures = loss > best - options_.tolerance ? failures + 1 : 0;
    best = std::min(best, loss);
    if (failures > options_.patience) return epoch;
  }
  return options_.max_epochs;
}

}  // namespace inquest
