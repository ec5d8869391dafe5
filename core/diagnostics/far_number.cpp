#include "core/diagnostics/far_number.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/statistics.hpp"

namespace inquest {

std::optional<FarNumber> far_number(ConstMatrixView simulated, ConstMatrixView x) {
  INQUEST_EXPECT(simulated.cols() == x.cols());
  FarNumber farthest{.distance = farthest_learned};
  bool found = false;
  std::vector<double> column(simulated.rows());
  for (std::size_t j = 0; j < x.cols(); ++j) {
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = simulated(i, j);
    const auto [least, largest] = std::ranges::minmax(column);
    if (!(least < largest)) continue;  // of constants others speak
    const double mean = mean_of(column), sd = standard_deviation(column), width = largest - least;
    for (std::size_t i = 0; i < x.rows(); ++i) {
      const double distance = std::abs(x(i, j) - mean) / sd;
      const bool outside = x(i, j) < least - width || x(i, j) > largest + width;
      if (!outside || !(distance > farthest.distance)) continue;
      farthest = {i, j, distance};
      found = true;
    }
  }
  return found ? std::optional(farthest) : std::nullopt;
}

}  // namespace inquest
