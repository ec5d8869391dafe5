// Simulations from draws of a posterior, for its predictive check (core/diagnostics/predictive.hpp).
#pragma once

#include <optional>

#include "apps/stages/stage.hpp"
#include "core/model/model.hpp"

namespace inquest {

struct Predictions {
  Matrix theta;  // [n, d], of simulations that did not fail
  Matrix x;      // [n, numbers]
  Predictive check;
};

/// Simulates data from as many of the draws [n, d] of a route as the run asks for, and holds the observation against
/// them. Simulations are kept beside the calibration of the route as they are made, and used again for the same draws.
/// None where the model has no simulator of its own. Throws Error(io / interrupted / data).
std::optional<Predictions> predictions_of(const RunContext& context, const Model& model, const std::string& route,
                                          const Matrix& draws);

}  // namespace inquest
