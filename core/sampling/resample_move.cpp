#include "core/sampling/resample_move.hpp"

#include <algorithm>
#include <numeric>

#include "core/base/gather.hpp"
#include "core/base/resample.hpp"

namespace inquest {
namespace {

constexpr std::size_t tuning_steps = 3;

// A step moves a row along one line: some for each dimension renew it.
std::size_t steps_for(std::size_t dimension) { return 5 + 2 * dimension; }

}  // namespace

MovedDraws resample_move(const LogDensity& target, ConstMatrixView z, std::span<const double> weights,
                         std::size_t count, Seed seed) {
  const std::size_t chains = std::max<std::size_t>(4, count + count % 2);
  const auto rows = resampled(weights, chains, seed.child("resample"));
  EnsembleSlice sampler(target, rows_at(z, rows), seed.child("move"));
  const std::size_t steps = tuning_steps + steps_for(z.cols());
  for (std::size_t i = 0; i < steps; ++i) sampler.step(i < tuning_steps);
  MovedDraws result{Matrix(count, z.cols()), sampler.log_density()};
  std::copy_n(sampler.z().values().begin(), count * z.cols(), result.z.values().begin());
  result.log_density.resize(count);
  return result;
}

}  // namespace inquest
