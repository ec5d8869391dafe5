#include "core/nn/embedding.hpp"

#include "core/base/error.hpp"

namespace inquest {

Tensor Embedding::forward(const Tensor& x) const {
  INQUEST_EXPECT(x.dim() == 2 && x.size(1) == inputs());
  const bool one = x.size(0) > 1 && x.stride(0) == 0;
  return one ? features(x.narrow(0, 0, 1)).expand({x.size(0), -1}) : features(x);
}

}  // namespace inquest
