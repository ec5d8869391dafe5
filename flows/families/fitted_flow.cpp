#include "flows/families/fitted_flow.hpp"

#include <ATen/ops/empty.h>

#include "core/base/gather.hpp"
#include "core/base/resample.hpp"
#include "core/base/tensor_matrix.hpp"
#include "flows/families/flow_ensemble.hpp"
#include "flows/families/flow_training.hpp"

namespace inquest {
namespace {

Tensor no_context(std::size_t rows) { return at::empty({static_cast<std::int64_t>(rows), 0}, at::kFloat); }

// As many rows as there are from `first` to `end`, each as often as its weight asks.
TensorRows rows_of(ConstMatrixView z, std::span<const double> weights, std::size_t first, std::size_t end, Seed seed) {
  const std::size_t count = end - first;
  const auto chosen = resampled(weights.subspan(first, count), count, seed);
  return {float_tensor(rows_at(z.rows(first, count), chosen)), no_context(count)};
}

}  // namespace

DrawnDensity fit_flow(ConstMatrixView z, std::span<const double> weights, std::size_t held_out,
                      const FittedFlowOptions& options, Seed seed, Reporter& reporter) {
  const FlowShape shape{.features = static_cast<std::int64_t>(z.cols())};
  const auto flows = std::make_shared<FlowEnsemble>(widened({options.flow}, z.cols()), shape, options.training.device,
                                                    seed.child("start"));
  const std::size_t first = z.rows() - held_out;
  const Seed rows = seed.child("rows");
  const TrainingTask task =
      flow_training("density", flows->member(0), rows_of(z, weights, 0, first, rows.child("train")),
                    rows_of(z, weights, first, z.rows(), rows.child("validation")), false);
  train(task, options.training, seed.child("train"), reporter);
  return {0, [flows](std::size_t count, Seed of_draws) { return flows->sample(count, no_context(1), of_draws); },
          [flows](ConstMatrixView places, std::span<double> out) { flows->log_prob(places, no_context(1), out); }};
}

}  // namespace inquest
