// BinaryClassifier: the multilayer perceptron of scikit-learn's MLPClassifier (Pedregosa et al. 2011, JMLR 12, 2825),
// so that a score it is part of can be compared with published ones.
//
// Two hidden layers of rectified linear units, a logistic output; weights and biases from U(-l, l), l^2 = 6 / (inputs +
// outputs) of a layer; Adam on mini-batches of the mean log loss + l2 |weights|^2 / (2 rows). It stops when the loss of
// an epoch has failed to be `tolerance` below the best one for more than `patience` epochs in a row.
#pragma once

#include <array>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"
#include "core/nn/parameters.hpp"

namespace inquest {

struct BinaryClassifierOptions {
  std::int64_t hidden = 100;      // units of each hidden layer
  std::int64_t batch_size = 200;  // or all rows, if they are fewer
  double learning_rate = 1e-3;
  double l2 = 1e-4;
  double tolerance = 1e-4;
  std::int64_t patience = 10;
  std::int64_t max_epochs = 10000;
};

class BinaryClassifier {
 public:
  BinaryClassifier(std::int64_t inputs, const BinaryClassifierOptions& options, Random& random);

  /// Trains on x [n, inputs] in float32 with labels [n] of 0 and 1; returns the number of epochs.
  std::int64_t fit(const Tensor& x, const Tensor& labels, Random& random);

  /// Log odds of label 1 [n] for x [n, inputs], in LibTorch's own operations, of which the training is the fast form.
  Tensor log_odds(const Tensor& x) const;

  /// Regularised mean loss of a batch; its gradient replaces that of `parameters()`.
  double loss_and_gradient(const Tensor& x, const Tensor& labels);

  const Parameters& parameters() const { return parameters_; }

 private:
  double output_layer(const Tensor& labels);
  void hidden_layer_gradient(std::size_t layer, const Tensor& input);
  double penalty(std::int64_t rows);

  BinaryClassifierOptions options_;
  Parameters parameters_;
  std::vector<Tensor> weights_;        // [out, in] each
  std::vector<Tensor> biases_;         // [out] each
  std::array<Tensor, 2> activations_;  // [n, hidden] of a batch
  std::array<Tensor, 2> derivatives_;  // [n, hidden], of the loss, by what enters an activation
};

}  // namespace inquest
