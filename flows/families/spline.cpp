#include "flows/families/spline.hpp"

namespace inquest {

void SplineFlowOptions::fields(FieldVisitor& visit) {
  TransformFlowOptions::fields(visit);
  visit.field("bins", bins, "of each spline", {.min = 2, .max = static_cast<double>(RationalQuadratic::max_bins)});
  visit.field("tail_bound", tail_bound, "splines act within plus and minus this; z is standard normal under the prior",
              {.min = 0, .min_open = true});
}

std::unique_ptr<Flow> SplineOptions::make(const FlowShape& shape, Random& random) const {
  return make_autoregressive_flow(spline(), shape, *this, random);
}

}  // namespace inquest
