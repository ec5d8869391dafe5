#include "core/base/resample.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

namespace inquest {
namespace {

// A power of two by which the weights become numbers up to two, whose sums and squares neither vanish nor overflow.
double unit_of(const std::vector<std::size_t>& rows, std::span<const double> weights) {
  double largest = 0;
  for (const std::size_t row : rows) largest = std::max(largest, weights[row]);
  return largest > 0 && std::isfinite(largest) ? std::exp2(std::ilogb(largest)) : 1;
}

// In units of `unit`.
double total_weight(const std::vector<std::size_t>& rows, std::span<const double> weights, double unit) {
  double sum = 0;
  for (const std::size_t row : rows) {
    INQUEST_VALIDATE(std::isfinite(weights[row]) && weights[row] >= 0, data, "simulation ", row, " has weight ",
                     weights[row], " (must be finite and not negative)");
    sum += weights[row] / unit;
  }
  INQUEST_VALIDATE(rows.empty() || sum > 0, data, "the weights of ", rows.size(),
                   " simulations vanish (none of them could come from the prior); check the weights, or the proposal");
  return sum;
}

std::vector<std::size_t> systematic(const std::vector<std::size_t>& rows, std::span<const double> weights,
                                    std::size_t count, Seed seed) {
  const double unit = unit_of(rows, weights);
  const double step = total_weight(rows, weights, unit) / static_cast<double>(count);
  double next = step * Random(seed).uniform();
  double sum = 0;
  std::vector<std::size_t> result;
  result.reserve(count);
  for (const std::size_t row : rows) {
    sum += weights[row] / unit;
    for (; next < sum && result.size() < count; next += step) result.push_back(row);
  }
  // Rounding may leave the last place empty.
  while (result.size() < count) result.push_back(result.back());
  return result;
}

}  // namespace

std::vector<std::size_t> resampled(const std::vector<std::size_t>& rows, std::span<const double> weights, Seed seed) {
  return systematic(rows, weights, rows.size(), seed);
}

std::vector<std::size_t> resampled(std::span<const double> weights, std::size_t count, Seed seed) {
  std::vector<std::size_t> rows(weights.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return systematic(rows, weights, count, seed);
}

double effective_share(const std::vector<std::size_t>& rows, std::span<const double> weights) {
  const double unit = unit_of(rows, weights);
  const double sum = total_weight(rows, weights, unit);
  double squares = 0;
  for (const std::size_t row : rows) squares += weights[row] / unit * (weights[row] / unit);
  return sum * sum / (static_cast<double>(rows.size()) * squares);
}

}  // namespace inquest
