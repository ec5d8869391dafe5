#include "core/model/model_symmetry.hpp"

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

bool is_symmetric(const ParameterSpace& space) {
  const auto& parameters = space.parameters();
  const auto& groups = space.groups();
  return std::all_of(parameters.begin(), parameters.end(), [](const Parameter& p) { return is_symmetric(p); }) &&
         std::all_of(groups.begin(), groups.end(), is_centred);
}

}  // namespace

DataSymmetry symmetry_of(const Model& model) {
  if (!model.has_simulator()) return {};
  DataSymmetry symmetry = model.simulator().info().symmetry;
  symmetry.sign = symmetry.sign && is_symmetric(model.space);
  return symmetry;
}

DataSymmetry common_symmetry(const ModelSet& models) {
  DataSymmetry symmetry = symmetry_of(models[0]);
  for (const Model& model : models.models()) symmetry = common(symmetry, symmetry_of(model));
  return symmetry;
}

}  // namespace inquest
