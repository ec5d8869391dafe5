// RowFunctions: a simulator that is two functions of one row, its draw and its density.
//
// The ten tasks of simulators/benchmark are those of the benchmark of simulation-based inference (Lueckmann, Boelts,
// Greenberg, Goncalves & Macke 2021, AISTATS; sbibm 1.1). docs/sbibm.md has them in a table, with their priors.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/shape.hpp"
#include "core/config/fields.hpp"
#include "core/model/model.hpp"
#include "simulators/request.hpp"

namespace inquest {

/// Of a simulator that has none: the benchmark fixes every number.
struct NoOptions {
  void fields(FieldVisitor&) {}
};

struct RowFunctions {
  using LogDensity = std::function<double(std::span<const double> theta)>;

  std::string name;
  std::vector<std::string> parameters;  // in the order of theta, whatever the order of the run file
  Shape data_shape;
  std::function<SimulationStatus(std::span<const double> theta, Random& random, std::span<double> x)> draw;
  std::function<LogDensity(std::span<const double> x)> likelihood;  // log p(x | .); `x` outlives what is returned
};

/// "theta_1", ..., "theta_<count>"
std::vector<std::string> numbered_parameters(std::size_t count);

/// Throws Error(config) on parameters other than those of the task.
SimulatorBundle make_row_simulator(const RowFunctions& task, const SimulatorRequest& request);

}  // namespace inquest
