#include "flows/maf.hpp"

#include <cmath>
#include <numbers>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/zeros_like.h>

#include "flows/affine_autoregressive.hpp"
#include "flows/autoregressive_masks.hpp"

namespace inquest {
namespace {

constexpr double output_scale = 0.1;  // transforms start near the identity

}  // namespace

void MafOptions::fields(FieldVisitor& visit) {
  visit.field("transforms", transforms, "affine autoregressive transforms in the flow", {.min = 1});
  conditioner.fields(visit);
}

Maf::Maf(std::int64_t features, std::int64_t context, const MafOptions& options, Random& random)
    : features_(features), orders_(autoregressive_orders(features, options.transforms)) {
  for (std::size_t k = 0; k < orders_.size(); ++k) {
    conditioners_.emplace_back(context + features, 2 * features, options.conditioner, output_scale, parameters_,
                               concat("transform.", k), random);
    conditioners_.back().set_masks(autoregressive_masks({features, context, options.conditioner.hidden, 2}, orders_[k]),
                                   parameters_);
  }
}

Tensor Maf::log_prob(const Tensor& z, const Tensor& context) const {
  Tensor u = z;
  Tensor log_det;
  for (const Mlp& conditioner : conditioners_) {
    const auto [next, sum] = affine_forward(u, conditioner.forward(at::cat({context, u}, 1)));
    u = next;
    log_det = log_det.defined() ? log_det + sum : sum;
  }
  const double log_norm = 0.5 * static_cast<double>(features_) * std::log(2 * std::numbers::pi);
  return log_det - 0.5 * u.square().sum(1) - log_norm;
}

Tensor Maf::sample(const Tensor& normals, const Tensor& context) const {
  at::NoGradGuard no_graph;
  Tensor u = normals;
  for (std::size_t k = conditioners_.size(); k-- > 0;) {
    Tensor z = at::zeros_like(u);
    for (std::int64_t coordinate : orders_[k]) {
      const Tensor raw = conditioners_[k].forward(at::cat({context, z}, 1));
      z.select(1, coordinate).copy_(affine_inverse(u, raw).select(1, coordinate));
    }
    u = z;
  }
  return u;
}

}  // namespace inquest
