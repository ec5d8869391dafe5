// Overfitting: the validation loss of a training turned up while the training loss went on to fall.
//
// Networks keep the weights of their best epoch (early stopping; Prechelt 1998), so that the answer is not that of the
// last. But a loss that turns says that the rows were too few for the network: more of them, or a smaller one, would
// lower it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/base/matrix_view.hpp"

namespace inquest {

struct Overfitting {
  double best_epoch = 0;
  double last_epoch = 0;
  double lost_share = 0;  // of all that validation gained until the best epoch, what the last three have lost again;
                          // infinite where the first epoch was the best

  static constexpr double least_share = 0.1;  // that is told

  /// "overfits: its validation loss rose again after epoch 6 of 26, by 31% of what it had fallen. ..."
  std::string in_words() const;
};

/// Of a loss curve [epochs, 4] (epoch, training loss, validation loss, learning rate); none where validation lost less
/// than `least_share` of that, or of what the training loss still gained; where that rose too; and below six epochs.
std::optional<Overfitting> overfitting(ConstMatrixView curve);

/// The worst of those networks that overfit.
std::optional<Overfitting> worst_overfitting(const std::map<std::string, Matrix>& curves);

}  // namespace inquest
