#include "flows/families/nsf.hpp"

namespace inquest {

std::unique_ptr<Flow> NsfOptions::make(const FlowShape& shape, Random& random) const {
  return make_coupling_flow(spline(), shape, *this, random);
}

}  // namespace inquest
