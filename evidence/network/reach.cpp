#include "evidence/network/reach.hpp"

#include <limits>

#include <ATen/TensorOperators.h>
#include <ATen/ops/nan_to_num.h>
#include <ATen/ops/topk.h>

#include "core/base/error.hpp"

namespace inquest {

Matrix reach_of(const Tensor& log_evidence, const Tensor& label) {
  INQUEST_EXPECT(log_evidence.size(0) == label.size(0));
  const auto models = static_cast<std::size_t>(log_evidence.size(1));
  constexpr double least = -std::numeric_limits<double>::infinity();
  Matrix reach(models, models, least);
  for (std::size_t j = 0; j < models; ++j) {
    const auto of_model = static_cast<std::int64_t>(j);
    const Tensor rows = log_evidence.index_select(0, label.eq(of_model).nonzero().squeeze(1));
    if (rows.size(0) < simulations_that_tell) continue;
    for (std::size_t i = 0; i < models; ++i) {
      // A simulation whose ln K is not a number teaches none.
      const Tensor log_k =
          at::nan_to_num(rows.select(1, static_cast<std::int64_t>(i)) - rows.select(1, of_model), least, -least, least);
      reach(i, j) = std::get<0>(log_k.topk(simulations_that_tell)).min().item<double>();
    }
  }
  return reach;
}

}  // namespace inquest
