#include "apps/report/plot/folded_axis.hpp"

#include <algorithm>

#include "core/base/error.hpp"

namespace inquest {

FoldedAxis::FoldedAxis(double low, double high, Support support, std::size_t points)
    : low_(std::max(low, support.lower)),
      points_(points),
      mirror_at_low_(low <= support.lower),
      mirror_at_high_(high >= support.upper) {
  const double end = std::min(high, support.upper);
  INQUEST_EXPECT(points >= 2 && low_ < end);
  step_ = (end - low_) / static_cast<double>(points - 1);
}

std::vector<double> FoldedAxis::nodes() const {
  std::vector<double> x(points_);
  for (std::size_t i = 0; i < points_; ++i) x[i] = low_ + static_cast<double>(i) * step_;
  return x;
}

std::optional<std::size_t> FoldedAxis::fold_from_outside(std::ptrdiff_t index) const {
  const auto last = static_cast<std::ptrdiff_t>(points_) - 1;
  while (index < 0 || index > last) {
    if (index < 0 ? !mirror_at_low_ : !mirror_at_high_) return std::nullopt;
    index = index < 0 ? -index : 2 * last - index;
  }
  return static_cast<std::size_t>(index);
}

double FoldedAxis::images(std::size_t node) const {
  return (node == 0 && mirror_at_low_) || (node + 1 == points_ && mirror_at_high_) ? 2 : 1;
}

std::optional<FoldedAxis::Place> FoldedAxis::locate(double x) const {
  const double index = (x - low_) / step_;
  const double last = static_cast<double>(points_ - 1);
  constexpr double rounding = 1e-9;  // a draw on an end of the support is inside
  if (!(index >= -rounding && index <= last + rounding)) return std::nullopt;
  const auto node = static_cast<std::size_t>(std::clamp(index, 0.0, last - 1));
  return Place{node, std::clamp(index - static_cast<double>(node), 0.0, 1.0)};
}

}  // namespace inquest
