// Autoregressive neural spline flow (Durkan, Bekasov, Murray & Papamakarios 2019).
#pragma once

#include <memory>

#include "flows/families/transform_flow.hpp"

namespace inquest {

/// Of every flow of rational-quadratic splines.
struct SplineFlowOptions : TransformFlowOptions {
  std::int64_t bins = 8;
  double tail_bound = 5;

  void fields(FieldVisitor& visit);
  RationalQuadratic spline() const { return {bins, tail_bound, false}; }
};

struct SplineOptions : SplineFlowOptions {
  static constexpr const char* name = "spline";
  static constexpr const char* doc = "autoregressive neural spline flow: as maf, with rational-quadratic splines";
  static constexpr bool knows_circles = true;

  std::unique_ptr<Flow> make(const FlowShape& shape, Random& random) const;
};

}  // namespace inquest
