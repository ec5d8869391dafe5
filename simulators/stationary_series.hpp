// stationary_series: a stationary periodic series under white noise (Jeffrey & Wandelt 2020, arXiv:2011.05991).
//
//   z ~ N(0, C),  C_ij = c(i - j),  c(k) = sum_m v_m cos(2 pi m k / points),  x = z + noise
//   v_m falls evenly in its logarithm from the first to the last of `points` values, by `ratio`, and sum v_m = 1
//
// The question is what z was: one parameter for each point, or for some of them. Points z1, z2, ... that a model does
// not list are drawn by the simulator given those that it lists, and integrated out of the likelihood. The prior of the
// listed ones is N(0, C) of their rows and columns (`stationary_covariance`), which the run file has to say.
#pragma once

#include <cstdint>

#include "core/config/fields.hpp"
#include "core/model/model.hpp"
#include "simulators/linear_model.hpp"
#include "simulators/request.hpp"

namespace inquest {

struct StationarySeriesOptions {
  std::int64_t points = 20;
  double ratio = 100;
  double noise = 0.1;

  void fields(FieldVisitor& visit);
};

/// C [points, points].
Matrix stationary_covariance(const StationarySeriesOptions& options);

/// The model with the points that `request` lists; throws Error(config) where they are none of z1, z2, ...
LinearModel stationary_series_model(const StationarySeriesOptions& options, const SimulatorRequest& request);

SimulatorBundle make_stationary_series(const StationarySeriesOptions& options, const SimulatorRequest& request);

}  // namespace inquest
