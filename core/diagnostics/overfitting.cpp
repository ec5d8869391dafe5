#include "core/diagnostics/overfitting.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr std::size_t last_epochs = 3;  // whose mean is taken, since one epoch's loss is noisy
constexpr std::size_t least_epochs = 2 * last_epochs;

enum Column : std::size_t { epoch = 0, training = 1, validation = 2 };

double mean_of_last(ConstMatrixView curve, Column column) {
  double sum = 0;
  for (std::size_t i = curve.rows() - last_epochs; i < curve.rows(); ++i) sum += curve(i, column);
  return sum / last_epochs;
}

std::size_t best_row(ConstMatrixView curve) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < curve.rows(); ++i) {
    if (curve(i, validation) < curve(best, validation)) best = i;
  }
  return best;
}

}  // namespace

std::string Overfitting::in_words() const {
  return concat("overfits: its validation loss rose again after epoch ", significant(best_epoch, 6), " of ",
                significant(last_epoch, 6), ", by ",
                lost_share > 1 ? "more than" : concat(std::lround(100 * lost_share), "% of"),
                " what it had fallen. The weights are those of that epoch. More simulations would help, or a "
                "smaller network");
}

std::optional<Overfitting> overfitting(ConstMatrixView curve) {
  if (curve.rows() < least_epochs) return std::nullopt;
  const std::size_t best = best_row(curve);
  const double fall = curve(0, validation) - curve(best, validation);
  const double rise = mean_of_last(curve, validation) - curve(best, validation);
  const double learned_on = curve(best, training) - mean_of_last(curve, training);
  const bool turned = learned_on > 0 && rise >= Overfitting::least_share * std::max(fall, learned_on);
  if (!turned || !std::isfinite(fall)) return std::nullopt;
  return Overfitting{curve(best, epoch), curve(curve.rows() - 1, epoch), fall > 0 ? rise / fall : HUGE_VAL};
}

std::optional<Overfitting> worst_overfitting(const std::map<std::string, Matrix>& curves) {
  std::optional<Overfitting> worst;
  for (const auto& [network, curve] : curves) {
    const auto found = overfitting(curve);
    if (found && (!worst || found->lost_share > worst->lost_share)) worst = found;
  }
  return worst;
}

}  // namespace inquest
