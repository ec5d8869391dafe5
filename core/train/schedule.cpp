#include "core/train/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace inquest {

double one_cycle(std::int64_t step, std::int64_t total, double warm_up) {
  const double progress = (static_cast<double>(step) + 0.5) / static_cast<double>(std::max<std::int64_t>(total, 1));
  if (progress < warm_up) return progress / warm_up;
  const double fall = std::min(1.0, (progress - warm_up) / (1 - warm_up));
  return 0.5 * (1 + std::cos(std::numbers::pi * fall));
}

}  // namespace inquest
