#include "core/nn/circular_padding.hpp"

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/base/error.hpp"

namespace inquest {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Direction `dim` of `padded`, `size` long between its margins: use(to, from) on the two margins and what they repeat.
template <class Use>
void for_margins(const Tensor& padded, std::int64_t dim, std::int64_t size, std::int64_t margin, const Use& use) {
  if (margin == 0) return;
  use(padded.narrow(dim, 0, margin), padded.narrow(dim, size, margin));
  use(padded.narrow(dim, size + margin, margin), padded.narrow(dim, margin, margin));
}

Tensor padded(const Tensor& x, std::int64_t rows, std::int64_t columns) {
  const std::int64_t h = x.size(2), w = x.size(3);
  const auto layout = x.options().memory_format(x.suggest_memory_format());
  const Tensor result = at::empty({x.size(0), x.size(1), h + 2 * rows, w + 2 * columns}, layout);
  const auto copy = [](const Tensor& to, const Tensor& from) { to.copy_(from); };
  const Tensor middle = result.narrow(2, rows, h);
  middle.narrow(3, columns, w).copy_(x);
  for_margins(middle, 3, w, columns, copy);
  for_margins(result, 2, h, rows, copy);
  return result;
}

// The gradient of what is padded, from that of the result, in place.
Tensor folded(const Tensor& gradient, std::int64_t rows, std::int64_t columns) {
  const std::int64_t h = gradient.size(2) - 2 * rows, w = gradient.size(3) - 2 * columns;
  const auto add = [](const Tensor& to, const Tensor& from) { from.add_(to); };
  for_margins(gradient, 2, h, rows, add);
  const Tensor middle = gradient.narrow(2, rows, h);
  for_margins(middle, 3, w, columns, add);
  return middle.narrow(3, columns, w).contiguous(gradient.suggest_memory_format());
}

struct PaddingNode : torch::autograd::Function<PaddingNode> {
  static Tensor forward(AutogradContext* node, const Tensor& x, std::int64_t rows, std::int64_t columns) {
    node->saved_data["rows"] = rows;
    node->saved_data["columns"] = columns;
    return padded(x, rows, columns);
  }

  static variable_list backward(AutogradContext* node, variable_list gradients) {
    INQUEST_VALIDATE(!at::GradMode::is_enabled(), internal, "second derivatives through a padding are not known");
    const Tensor own = gradients[0].clone();
    return {folded(own, node->saved_data["rows"].toInt(), node->saved_data["columns"].toInt()), Tensor(), Tensor()};
  }
};

}  // namespace

Tensor circular_padding(const Tensor& x, std::int64_t rows, std::int64_t columns) {
  INQUEST_EXPECT(x.dim() == 4 && rows <= x.size(2) && columns <= x.size(3));
  return PaddingNode::apply(x, rows, columns);
}

}  // namespace inquest
