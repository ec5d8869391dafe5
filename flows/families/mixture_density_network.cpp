#include "flows/families/mixture_density_network.hpp"

#include <cmath>
#include <numbers>

#include <ATen/TensorOperators.h>
#include <ATen/ops/diag_embed.h>
#include <ATen/ops/erf.h>
#include <ATen/ops/linalg_solve_triangular.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tril_indices.h>
#include <ATen/ops/zeros.h>

#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr double bound = 6.907755278982137;  // ln 1000, of the logarithms on a factor's diagonal

// Numbers per component: weight, mean, diagonal and what is below it.
std::int64_t outputs_per_component(std::int64_t d) { return 1 + 2 * d + d * (d - 1) / 2; }

// The strictly lower triangles [n, components, d, d] of these numbers, row by row.
Tensor lower_triangles(const Tensor& values, std::int64_t d) {
  const Tensor places = at::tril_indices(d, d, -1, at::TensorOptions(at::kLong).device(values.device()));
  const Tensor zero = at::zeros({values.size(0), values.size(1), d * d}, values.options());
  return zero.index_copy(2, places[0] * d + places[1], values).view({values.size(0), values.size(1), d, d});
}

// One row where all are the same: the mixture is then one, which broadcasts.
Tensor distinct(const Tensor& context) {
  return context.size(0) > 1 && context.stride(0) == 0 ? context.narrow(0, 0, 1) : context;
}

}  // namespace

void MdnOptions::fields(FieldVisitor& visit) {
  conditioner.fields(visit);
  visit.field("components", components, "normals in the mixture", {.min = 1});
}

std::unique_ptr<Flow> MdnOptions::make(const FlowShape& shape, Random& random) const {
  return std::make_unique<MixtureDensityNetwork>(shape.features, shape.context, components, conditioner, random);
}

// The last layer starts at full size, so that components start apart.
MixtureDensityNetwork::MixtureDensityNetwork(std::int64_t features, std::int64_t context, std::int64_t components,
                                             const MlpOptions& conditioner, Random& random)
    : features_(features),
      components_(components),
      network_(context, components * outputs_per_component(features), conditioner, 1, parameters(), "mixture", random) {
}

MixtureDensityNetwork::Mixture MixtureDensityNetwork::mixture(const Tensor& context) const {
  const std::int64_t d = features_;
  const Tensor raw = network_.forward(context).view({context.size(0), components_, outputs_per_component(d)});
  const Tensor r = raw.narrow(2, 1 + d, d);
  const Tensor log_diagonal = r / (1 + r.abs() / bound);
  return {at::log_softmax(raw.select(2, 0), 1), raw.narrow(2, 1, d), log_diagonal,
          lower_triangles(raw.narrow(2, 1 + 2 * d, d * (d - 1) / 2), d) + at::diag_embed(log_diagonal.exp())};
}

Tensor MixtureDensityNetwork::log_prob_given(const Tensor& z, const Tensor& context) const {
  INQUEST_EXPECT(z.dim() == 2 && z.size(1) == features_ && context.size(0) == z.size(0));
  const Mixture m = mixture(distinct(context));
  const Tensor u = at::matmul(m.factor, (z.unsqueeze(1) - m.mean).unsqueeze(3)).squeeze(3);
  const double log_norm = 0.5 * static_cast<double>(features_) * std::log(2 * std::numbers::pi);
  return at::logsumexp(m.log_weight + m.log_diagonal.sum(2) - 0.5 * u.square().sum(2), 1) - log_norm;
}

Tensor MixtureDensityNetwork::sample_given(const Tensor& normals, const Tensor& context) const {
  INQUEST_EXPECT(normals.dim() == 2 && normals.size(1) == features_ + 1 && context.size(0) == normals.size(0));
  const Mixture m = mixture(distinct(context));
  const Tensor uniform = 0.5 * (1 + at::erf(normals.narrow(1, features_, 1) / std::numbers::sqrt2));
  const Tensor component = (m.log_weight.exp().cumsum(1) < uniform).sum(1).clamp_max(components_ - 1);
  const Tensor chosen = component.view({-1, 1, 1}).expand({-1, 1, features_});
  const std::int64_t rows = normals.size(0);
  const Tensor mean = m.mean.expand({rows, -1, -1}).gather(1, chosen).squeeze(1);
  const Tensor factor = m.factor.expand({rows, -1, -1, -1})
                            .gather(1, chosen.unsqueeze(3).expand({-1, 1, features_, features_}))
                            .squeeze(1);
  const Tensor u = normals.narrow(1, 0, features_).unsqueeze(2);
  return mean + at::linalg_solve_triangular(factor, u, false).squeeze(2);
}

}  // namespace inquest
