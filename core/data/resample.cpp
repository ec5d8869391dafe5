#include "core/data/resample.hpp"

#include <cmath>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

namespace inquest {
namespace {

double total_weight(const std::vector<std::size_t>& rows, std::span<const double> weights) {
  double sum = 0;
  for (const std::size_t row : rows) {
    INQUEST_VALIDATE(std::isfinite(weights[row]) && weights[row] >= 0, data, "simulation ", row, " has weight ",
                     weights[row], " (must be finite and not negative)");
    sum += weights[row];
  }
  INQUEST_VALIDATE(rows.empty() || sum > 0, data, "the weights of ", rows.size(),
                   " simulations vanish (none of them could come from the prior); check the weights, or the proposal");
  return sum;
}

}  // namespace

std::vector<std::size_t> resampled(const std::vector<std::size_t>& rows, std::span<const double> weights, Seed seed) {
  const double step = total_weight(rows, weights) / static_cast<double>(rows.size());
  Random random(seed);
  double next = step * random.uniform();
  double sum = 0;
  std::vector<std::size_t> result;
  result.reserve(rows.size());
  for (const std::size_t row : rows) {
    sum += weights[row];
    for (; next < sum && result.size() < rows.size(); next += step) result.push_back(row);
  }
  // Rounding may leave the last place empty.
  while (result.size() < rows.size()) result.push_back(result.back());
  return result;
}

double effective_share(const std::vector<std::size_t>& rows, std::span<const double> weights) {
  const double sum = total_weight(rows, weights);
  double squares = 0;
  for (const std::size_t row : rows) squares += weights[row] * weights[row];
  return sum * sum / (static_cast<double>(rows.size()) * squares);
}

}  // namespace inquest
