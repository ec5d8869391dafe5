#include "flows/families/maf.hpp"

namespace inquest {

std::unique_ptr<Flow> MafOptions::make(const FlowShape& shape, Random& random) const {
  return make_autoregressive_flow(Affine{}, shape, *this, random);
}

}  // namespace inquest
