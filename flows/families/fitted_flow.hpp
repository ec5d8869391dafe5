// A flow of no context, fitted to weighted rows by maximum likelihood: a density of draws.
#pragma once

#include "core/sampling/adaptive_importance.hpp"
#include "core/train/trainer.hpp"
#include "flows/families/flow_options.hpp"

namespace inquest {

struct FittedFlowOptions {
  FlowOptions flow = {.family = SplineOptions{}};
  TrainerOptions training;
};

/// A flow like this over z [n, d] with weights [n], of about zero mean and unit covariance, of which the last
/// `held_out` only say when to stop. Throws as `train` does.
DrawnDensity fit_flow(ConstMatrixView z, std::span<const double> weights, std::size_t held_out,
                      const FittedFlowOptions& options, Seed seed, Reporter& reporter);

}  // namespace inquest
