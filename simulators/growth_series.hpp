// growth_series: the analytic time series of Evidence Networks (Jeffrey & Wandelt 2024, MLST 5 015008).
//
//   x = A amplitudes + noise on N points t_i, evenly spaced over [0, pi/2]
//   A_i0 = 2 t_i (linear growth), A_ij = cos((j - 1/2) t_i) for j = 1 ... N-1
//   noise_i ~ N(0, 0.01 N s_i^4), s_i evenly spaced over [2.5, 4]
//
// The question is whether there is growth: M1 gives `growth` a prior N(0, 1), M0 fixes it at 0. Amplitudes a1 ...
// a(N-1) that a model does not list are N(0, 1) nuisances, drawn in the simulator and integrated out of the likelihood.
#pragma once

#include <cstdint>

#include "core/config/fields.hpp"
#include "core/model/model.hpp"
#include "simulators/linear_model.hpp"
#include "simulators/request.hpp"

namespace inquest {

struct GrowthSeriesOptions {
  std::int64_t points = 20;

  void fields(FieldVisitor& visit) {
    visit.field("points", points, "N, points of the series and amplitudes of its model", {.min = 2, .max = 5000});
  }
};

/// The model with the parameters that `request` lists; throws Error(config) where they are none of growth, a1, ...
LinearModel growth_series_model(const GrowthSeriesOptions& options, const SimulatorRequest& request);

SimulatorBundle make_growth_series(const GrowthSeriesOptions& options, const SimulatorRequest& request);

}  // namespace inquest
