#include "flows/families/flow.hpp"

#include <ATen/ops/mean.h>

namespace inquest {

Tensor Flow::loss_given(const Tensor& z, const Tensor& context, Random&) const {
  return -log_prob_given(z, context).mean();
}

}  // namespace inquest
