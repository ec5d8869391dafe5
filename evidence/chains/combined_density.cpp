#include "evidence/chains/combined_density.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/random.hpp"
#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

constexpr int steps = 100;

double share_of_first(std::span<const double> one, std::span<const double> other, std::span<const double> weights) {
  double share = 0.5;
  for (int step = 0; step < steps; ++step) {
    double sum = 0, total = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
      sum += weights[i] * share / (share + (1 - share) * std::exp(other[i] - one[i]));
      total += weights[i];
    }
    share = sum / total;
  }
  return share;
}

}  // namespace

DrawnDensity combined_density(DrawnDensity one, DrawnDensity other, ConstMatrixView z,
                              std::span<const double> weights) {
  std::vector<double> first(z.rows()), second(z.rows());
  one.log_density(z, first);
  other.log_density(z, second);
  const double share = share_of_first(first, second, weights);
  const auto sample = [share, one, other](std::size_t count, Seed seed) {
    Random random(seed);
    std::size_t of_one = 0;
    for (std::size_t i = 0; i < count; ++i) of_one += random.uniform() < share ? 1 : 0;
    const Matrix left = one.sample(of_one, seed.child("one"));
    const Matrix right = other.sample(count - of_one, seed.child("other"));
    Matrix draws(count, std::max(left.cols(), right.cols()));
    const auto middle = std::ranges::copy(left.values(), draws.values().begin()).out;
    std::ranges::copy(right.values(), middle);
    return draws;
  };
  const auto log_density = [share, one, other](ConstMatrixView places, std::span<double> out) {
    std::vector<double> of_other(out.size());
    one.log_density(places, out);
    other.log_density(places, of_other);
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = log_add(std::log(share) + out[i], std::log1p(-share) + of_other[i]);
    }
  };
  return {0, sample, log_density};
}

}  // namespace inquest
