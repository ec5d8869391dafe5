// ArviZ's files, netCDF-4: one HDF5 group for each of `posterior`, `sample_stats`, `prior`, `observed_data` and
// `posterior_predictive`, whose variables have their dimensions as dimension scales
// (https://python.arviz.org/projects/base/en/stable/explanation/schema.html).
//
//   posterior/<parameter> [chain, draw]    sample_stats/lp [chain, draw]    prior/<parameter> [1, draw]
//   observed_data/x [...]                  posterior_predictive/x [1, draw, ...]
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/run/derived.hpp"
#include "core/base/shape.hpp"
#include "core/infer/posterior.hpp"

namespace inquest {

struct ArvizContent {
  std::string label;  // of the route, an attribute of the file
  const ParameterSpace& space;
  const DerivedParameters& derived;        // variables of posterior and prior too
  const Draws& draws;                      // of equal weight
  std::size_t chains = 1;                  // that they are, one after the other; a chain longer by one loses its last
  const std::vector<double>& observation;  // none, or some numbers of `shape`
  Shape shape;
  ConstMatrixView predictions = {};  // [n, numbers], simulated from the posterior; or none
};

/// Writes the file. A parameter that is called as a dimension is, chain or draw, has an underscore after its name. The
/// prior has as many draws as the posterior, a thousand at most. Throws Error(io).
void write_arviz(const std::filesystem::path& path, const ArvizContent& content);

}  // namespace inquest
