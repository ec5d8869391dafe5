#include "core/model/sign_symmetry.hpp"

#include <algorithm>
#include <cmath>

namespace inquest {
namespace {

// The families of priors are analytic: symmetric quantiles at a few places are symmetric everywhere.
bool is_symmetric(const Prior& prior) {
  const auto places = {0.0, 0.5, 1.0, 2.0};
  const double scale = prior.from_normal(1) - prior.from_normal(-1);
  return std::all_of(places.begin(), places.end(),
                     [&](double z) { return std::abs(prior.from_normal(z) + prior.from_normal(-z)) <= 1e-9 * scale; });
}

bool is_symmetric(const Parameter& parameter) {
  if (parameter.fixed_value) return *parameter.fixed_value == 0;
  return !parameter.prior || is_symmetric(*parameter.prior);
}

bool is_centred(const NormalGroup& group) {
  return std::all_of(group.mean.begin(), group.mean.end(), [](double mean) { return mean == 0; });
}

}  // namespace

bool is_sign_symmetric(const Model& model) {
  const auto& parameters = model.space.parameters();
  const auto& groups = model.space.groups();
  return model.simulator().info().sign_symmetric &&
         std::all_of(parameters.begin(), parameters.end(), [](const Parameter& p) { return is_symmetric(p); }) &&
         std::all_of(groups.begin(), groups.end(), is_centred);
}

}  // namespace inquest
