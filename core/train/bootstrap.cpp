#include "core/train/bootstrap.hpp"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty_like.h>

#include "core/base/random.hpp"

namespace inquest {

Tensor bootstrap(const Tensor& rows, Seed seed) {
  Random random(seed);
  Tensor result = at::empty_like(rows);
  const std::int64_t* from = rows.data_ptr<std::int64_t>();
  std::int64_t* to = result.data_ptr<std::int64_t>();
  const auto n = static_cast<std::uint64_t>(rows.size(0));
  for (std::uint64_t i = 0; i < n; ++i) to[i] = from[random.below(n)];
  return result;
}

}  // namespace inquest
