#include "flows/families/transform_flow.hpp"

#include <algorithm>
#include <numbers>
#include <numeric>

#include <ATen/Dispatch.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/erf.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/base/error.hpp"
#include "flows/transforms/autoregressive_masks.hpp"

namespace inquest {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr double output_scale = 0.1;  // transforms start near the identity

using SharedChain = std::shared_ptr<const TransformChain>;

// What a graph keeps alive.
struct ChainHolder : torch::CustomClassHolder {
  explicit ChainHolder(SharedChain held) : chain(std::move(held)) {}
  SharedChain chain;
};

// Calls block(first row, number of rows) for blocks of rows.
template <class Block>
void for_blocks(std::int64_t rows, Block block) {
  for (std::int64_t start = 0; start < rows; start += TransformChain::block_rows) {
    block(start, std::min(TransformChain::block_rows, rows - start));
  }
}

struct LogProbNode : torch::autograd::Function<LogProbNode> {
  static Tensor forward(AutogradContext* node, const Tensor& weights, const Tensor& z_in, const Tensor& context_in,
                        const SharedChain& chain) {
    const Tensor z = z_in.contiguous();
    const Tensor context = context_in.contiguous();
    const Tensor saved = at::empty({chain->saved(), padded_rows(z.size(0))}, z.options());
    Tensor result = at::empty({z.size(0)}, z.options());
    AT_DISPATCH_FLOATING_TYPES(z.scalar_type(), "log_prob", [&] {
      for_blocks(z.size(0), [&](std::int64_t start, std::int64_t count) {
        const TransformChain::Rows<scalar_t> rows{z.data_ptr<scalar_t>() + start * z.size(1),
                                                  context.data_ptr<scalar_t>() + start * context.size(1),
                                                  {},
                                                  count};
        chain->log_prob(rows, saved.data_ptr<scalar_t>() + start * chain->saved(), result.data_ptr<scalar_t>() + start);
      });
    });
    node->save_for_backward({weights, saved});
    node->saved_data["chain"] = c10::IValue::make_capsule(c10::make_intrusive<ChainHolder>(chain));
    node->saved_data["rows"] = z.size(0);
    return result;
  }

  static variable_list backward(AutogradContext* node, variable_list gradients) {
    // Intermediate values were saved as numbers: their own derivatives are not known.
    INQUEST_VALIDATE(!at::GradMode::is_enabled(), internal, "second derivatives through a fused flow are not known");
    const auto holder = node->saved_data["chain"].toCapsule();
    const TransformChain& chain = *static_cast<const ChainHolder&>(*holder).chain;
    const auto tensors = node->get_saved_variables();
    const Tensor& weights = tensors[0];
    const Tensor& saved = tensors[1];
    const Tensor gradient = gradients[0].contiguous();
    const std::int64_t rows = gradient.size(0);
    const auto options = saved.options();
    const Tensor scratch = at::empty({chain.scratch(), TransformChain::block_rows}, options);
    const Tensor weight_gradient = at::zeros_like(weights);
    const auto wanted = [&](std::size_t argument, std::int64_t width) {
      return node->needs_input_grad(argument) ? at::empty({rows, width}, options) : Tensor();
    };
    const Tensor z_gradient = wanted(1, chain.features());
    const Tensor context_gradient = wanted(2, chain.context());
    AT_DISPATCH_FLOATING_TYPES(saved.scalar_type(), "log_prob_backward", [&] {
      const auto at_row = [&](const Tensor& of, std::int64_t start, std::int64_t width) {
        return of.defined() ? of.data_ptr<scalar_t>() + start * width : nullptr;
      };
      for_blocks(rows, [&](std::int64_t start, std::int64_t count) {
        chain.backward<scalar_t>(count, at_row(gradient, start, 1), at_row(saved, start, chain.saved()),
                                 {weights.data_ptr<scalar_t>(), weight_gradient.data_ptr<scalar_t>(),
                                  at_row(z_gradient, start, chain.features()),
                                  at_row(context_gradient, start, chain.context()), scratch.data_ptr<scalar_t>()});
      });
    });
    return {weight_gradient, z_gradient, context_gradient, Tensor()};
  }
};

// Without a graph: calls use(rows, saved, first row) for each block; one context for all rows is worked in once.
template <class T, class Use>
void without_graph(const TransformChain& chain, const Tensor& z_in, const Tensor& context_in, Use use) {
  const Tensor z = z_in.contiguous();
  const bool one_context = context_in.size(0) > 0 && context_in.stride(0) == 0;
  const Tensor context = (one_context ? context_in.narrow(0, 0, 1) : context_in).contiguous();
  const auto folded = one_context ? chain.fold(context.data_ptr<T>()) : std::vector<std::vector<T>>{};
  const Tensor saved = at::empty({chain.saved(), TransformChain::block_rows}, z.options());
  for_blocks(z.size(0), [&](std::int64_t start, std::int64_t count) {
    const TransformChain::Rows<T> rows{z.data_ptr<T>() + start * z.size(1),
                                       context.data_ptr<T>() + (one_context ? 0 : start * context.size(1)), folded,
                                       count};
    use(rows, saved.data_ptr<T>(), start);
  });
}

std::vector<std::int64_t> count_up(std::int64_t count) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), std::int64_t{0});
  return values;
}

// The order of the coordinates in which the passes of an autoregressive step find them.
std::vector<std::int64_t> order_of(const TransformFlow::Step& step) {
  std::vector<std::int64_t> order;
  for (const auto& pass : step.passes) order.push_back(pass.front());
  return order;
}

// The map of a circle that goes with the map of the real line.
Elementwise circle_for(const Elementwise& transform) {
  const auto* spline = std::get_if<RationalQuadratic>(&transform);
  INQUEST_VALIDATE(spline != nullptr, config, "an affine flow of a circular coordinate (it maps the real line alone); ",
                   "take splines: spline or nsf");
  return RationalQuadratic{spline->bins, std::numbers::pi, true};
}

// Masks with which a coupling reads the context and the places before `read`, angles as cosine and sine.
std::vector<Tensor> coupling_masks(const Mlp& conditioner, const TransformFlow::Step& step, std::int64_t context,
                                   const std::vector<std::int64_t>& circular) {
  std::vector<Tensor> masks;
  for (const Tensor& weight : conditioner.weights()) masks.push_back(at::ones_like(weight));
  const auto features = static_cast<std::int64_t>(step.coordinates.size());
  masks[0].narrow(1, context, masks[0].size(1) - context).zero_();
  for (std::int64_t place = 0; place < step.read; ++place) {
    const auto found = std::ranges::find(circular, step.coordinates[static_cast<std::size_t>(place)]);
    const bool real = found == circular.end();
    const std::int64_t input = real ? place : features + 2 * (found - circular.begin());
    masks[0].narrow(1, context + input, real ? 1 : 2).fill_(1);
  }
  return masks;
}

}  // namespace

void TransformFlowOptions::fields(FieldVisitor& visit) {
  visit.field("transforms", transforms, "transforms in the flow", {.min = 1});
  visit.choice("mixing", mixing, "of the parameters after each transform: permutation, or lu, a learned linear map too",
               {"permutation", "lu"});
  conditioner.fields(visit);
}

TransformFlow::TransformFlow(const Elementwise& transform, const FlowShape& shape, const std::vector<Step>& steps,
                             const TransformFlowOptions& options, Random& random)
    : transforms_(static_cast<std::size_t>(shape.features), transform), circular_(shape.circular), steps_(steps) {
  for (const std::int64_t i : circular_) transforms_[static_cast<std::size_t>(i)] = circle_for(transform);
  for (std::int64_t i = 0; i < shape.features; ++i) {
    raw_parameters_ = std::max(raw_parameters_, parameters_of(transforms_[static_cast<std::size_t>(i)]));
    if (!is_circular(transforms_[static_cast<std::size_t>(i)])) real_.push_back(i);
  }
  const bool mixed = options.mixing == "lu" && real_.size() > 1;
  std::vector<TransformStep> chain;
  for (const Step& step : steps_) {
    add_conditioner(step, shape.context, options.conditioner, random);
    chain.push_back(
        {ColumnMlp(conditioners_.back(), shape.context), step.coordinates, step.read, step.first, step.passes});
    if (!mixed) continue;
    mixings_.emplace_back(static_cast<std::int64_t>(real_.size()), parameters(), concat("mixing.", mixings_.size()),
                          random);
  }
  chain_ = std::make_shared<TransformChain>(shape.context, transforms_, std::move(chain), mixings_);
}

void TransformFlow::add_conditioner(const Step& step, std::int64_t context, const MlpOptions& options, Random& random) {
  const auto features = static_cast<std::int64_t>(transforms_.size());
  const std::int64_t inputs =
      circular_.empty() ? step.read : features + 2 * static_cast<std::int64_t>(circular_.size());
  Mlp& conditioner =
      conditioners_.emplace_back(context + inputs, raw_parameters_ * (features - step.first), options, output_scale,
                                 parameters(), concat("transform.", conditioners_.size()), random);
  if (step.masked) {
    const MaskShape shape{features, context, options.layers(), raw_parameters_, circular_};
    conditioner.set_masks(autoregressive_masks(shape, order_of(step)), parameters());
  } else if (!circular_.empty()) {
    conditioner.set_masks(coupling_masks(conditioner, step, context, circular_), parameters());
  }
}

// Standard normals are uniform angles where the flow begins with those.
Tensor TransformFlow::uniform_at_circular(const Tensor& normals) const {
  if (circular_.empty()) return normals;
  Tensor base = normals.clone();
  for (const std::int64_t i : circular_) {
    base.select(1, i).copy_(at::erf(normals.select(1, i) / std::numbers::sqrt2) * std::numbers::pi);
  }
  return base;
}

Tensor TransformFlow::log_prob_given(const Tensor& z, const Tensor& context) const {
  INQUEST_EXPECT(z.dim() == 2 && context.dim() == 2 && z.size(0) == context.size(0) && z.size(1) == features() &&
                 context.size(1) == chain_->context());
  if (!z.is_cpu()) return log_prob_reference(z, context);
  const Tensor& weights = parameters().leaf();
  if (at::GradMode::is_enabled()) return LogProbNode::apply(weights, z, context, chain_);
  Tensor result = at::empty({z.size(0)}, z.options());
  AT_DISPATCH_FLOATING_TYPES(z.scalar_type(), "log_prob", [&] {
    without_graph<scalar_t>(*chain_, z, context, [&](const auto& rows, scalar_t* saved, std::int64_t start) {
      chain_->log_prob(rows, saved, result.data_ptr<scalar_t>() + start);
    });
  });
  return result;
}

Tensor TransformFlow::sample_given(const Tensor& normals, const Tensor& context) const {
  INQUEST_EXPECT(normals.dim() == 2 && normals.size(1) == features() && context.size(0) == normals.size(0) &&
                 context.size(1) == chain_->context());
  if (!normals.is_cpu()) return sample_reference(normals, context);
  const Tensor base = uniform_at_circular(normals);
  Tensor z = at::empty(base.sizes(), base.options());
  AT_DISPATCH_FLOATING_TYPES(z.scalar_type(), "sample", [&] {
    without_graph<scalar_t>(*chain_, base, context, [&](const auto& rows, scalar_t* saved, std::int64_t start) {
      chain_->inverse(rows, saved, z.data_ptr<scalar_t>() + start * features());
    });
  });
  return z;
}

std::unique_ptr<TransformFlow> make_autoregressive_flow(const Elementwise& transform, const FlowShape& shape,
                                                        const TransformFlowOptions& options, Random& random) {
  std::vector<TransformFlow::Step> steps;
  for (const auto& order : autoregressive_orders(shape.features, options.transforms)) {
    steps.push_back({count_up(shape.features), shape.features, 0, {}, true});
    for (const std::int64_t coordinate : order) steps.back().passes.push_back({coordinate});
  }
  return std::make_unique<TransformFlow>(transform, shape, steps, options, random);
}

std::unique_ptr<TransformFlow> make_coupling_flow(const Elementwise& transform, const FlowShape& shape,
                                                  const TransformFlowOptions& options, Random& random) {
  std::vector<TransformFlow::Step> steps;
  for (const auto& order : autoregressive_orders(shape.features, options.transforms)) {
    // Every second order is the reverse of the one before: its other half comes first.
    const std::int64_t read =
        shape.features == 1 ? 0 : (shape.features + static_cast<std::int64_t>(steps.size() % 2)) / 2;
    std::vector<std::int64_t> transformed = count_up(shape.features);
    transformed.erase(transformed.begin(), transformed.begin() + read);
    steps.push_back({order, read, read, {transformed}, false});
  }
  return std::make_unique<TransformFlow>(transform, shape, steps, options, random);
}

}  // namespace inquest
