// Coupling neural spline flow (Durkan, Bekasov, Murray & Papamakarios 2019).
#pragma once

#include <memory>

#include "flows/families/spline.hpp"

namespace inquest {

struct NsfOptions : SplineFlowOptions {
  static constexpr const char* name = "nsf";
  static constexpr const char* doc =
      "coupling neural spline flow: splines of half of the coordinates given the others, faster to draw from";
  static constexpr bool knows_circles = true;

  std::unique_ptr<Flow> make(const FlowShape& shape, Random& random) const;
};

}  // namespace inquest
