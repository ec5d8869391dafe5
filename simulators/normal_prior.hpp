// The joint prior of a parameter space as one multivariate normal, where it is one: what closed forms start from.
#pragma once

#include <optional>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/parameters/parameter_space.hpp"

namespace inquest {

/// theta = mean + factor u with u ~ N(0, I), over free and fixed parameters as listed.
struct NormalPrior {
  std::vector<double> mean;  // [k]
  Matrix factor;             // [k, d]; the row of a fixed parameter is zero
};

/// Nothing where a free parameter has another prior than a normal one, or is periodic.
std::optional<NormalPrior> normal_prior(const ParameterSpace& space);

}  // namespace inquest
